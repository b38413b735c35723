// Ten times the input: how much more time, and the peak memory. Prints ratios; judges nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeInventory } from './large-inventory.mjs';
import { median, timed } from './paired.mjs';

const bin = join(import.meta.dirname, '../bin/lvs-puppet.cjs');
const rounds = Number(process.argv[2] ?? 5);
const top = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
const peak = `import cli from ${JSON.stringify(join(import.meta.dirname, '../dist/cli/cli.cjs'))};
await cli.run();
console.error(Math.round(process.resourceUsage().maxRSS / 1024));`;

try {
  const medians = [100, 1000].map((services) => {
    const inventory = join(top, `${services}.yaml`);
    writeFileSync(inventory, largeInventory(services));
    const times = Array.from({ length: rounds }, (_, round) =>
      timed(process.execPath, [bin, 'scaffold', inventory, '-o', join(top, `out-${services}-${round}`)]),
    );
    console.log(`${services} services, ${services * 10} servers: ${median(times).toFixed(0)} ms`);
    return median(times);
  });
  console.log(`ten times the input costs ${(medians[1] / medians[0]).toFixed(1)} times the time`);
  const { spawnSync } = await import('node:child_process');
  const args = [
    '--input-type=module',
    '-e',
    peak,
    '--',
    'lvs-puppet',
    'scaffold',
    join(top, '1000.yaml'),
    '-o',
    join(top, 'rss'),
  ];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  console.log(`peak memory at 1,000 services: ${stderr.trim().split('\n').at(-1)} MiB`);
} finally {
  rmSync(top, { recursive: true, force: true });
}
