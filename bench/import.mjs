// `import` and `validate` of an ldirectord.cf with 500 services and 1,500 real servers, in turn with an empty Node. Judges nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paired, timed } from './paired.mjs';

const bin = join(import.meta.dirname, '../bin/lvs-puppet.cjs');
const rounds = Number(process.argv[2] ?? 5);
const top = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
const file = join(top, 'ldirectord.cf');

/** So many services, three servers each. */
function config(services) {
  const sections = Array.from({ length: services }, (_, i) => {
    const [high, low] = [i >> 8, i & 255];
    const reals = [1, 2, 3].map((n) => `\treal=10.${n}.${high}.${low}:80 gate ${n}\n`).join('');
    return `# role${i}: pool number ${i}\nvirtual=10.200.${high}.${low}:80\n${reals}\tscheduler=wrr\n\tchecktype=connect\n`;
  });
  return `checktimeout=1\ncheckinterval=100000\n\n${sections.join('\n')}`;
}

try {
  writeFileSync(file, config(500));
  for (const command of ['import', 'validate']) {
    const { first, second, ratio } = paired(
      rounds,
      () => timed(process.execPath, [bin, command, file], { cwd: top }),
      () => timed(process.execPath, ['-e', '0']),
    );
    console.log(
      `${command}, 500 services: ${first.toFixed(0)} ms, node -e 0: ${second.toFixed(0)} ms, ratio ${ratio.toFixed(1)}`,
    );
  }
} finally {
  rmSync(top, { recursive: true, force: true });
}
