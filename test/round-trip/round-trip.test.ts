import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inventory } from '../../src/inventory/model.ts';
import { lint } from '../../src/lint.ts';
import { renderConfig } from '../../src/ldirectord/render-config.ts';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
import { startContainer, type Container } from '../containers/container.ts';
import { puppetVersions } from '../setup/images.ts';
import { hostileText } from '../property/hostile-text.ts';

/*
 * Hostile texts that the decoder accepts, a few hundred in one inventory, taken through the emitted module by the
 * real Puppet and Ruby, and judged by the real ldirectord. One compilation each, so the batch costs one start.
 */

const services = process.env['LVS_PUPPET_FULL'] === '1' ? 1500 : 300;
const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);

const quotedFields = ['request', 'receive', 'virtualhost', 'login', 'database'] as const;
/** Of the line of a real server, which holds both or none. */
const serverFields = ['serverRequest', 'serverReceive'] as const;
const bareFields = ['servicename', 'comment'] as const;
const fields = [...quotedFields, ...bareFields, ...serverFields, 'description'] as const;
type Texts = Readonly<Partial<Record<(typeof fields)[number], string>>>;

/** One service in YAML; JSON strings are YAML. */
function serviceLines(texts: Texts, number: number): string {
  const { description, serverRequest = '/', serverReceive = 'OK', ...directives } = texts;
  const check = `request: ${JSON.stringify(serverRequest)}, receive: ${JSON.stringify(serverReceive)}`;
  const written = Object.entries(directives).map(([name, text]) => `, ${name}: ${JSON.stringify(text)}`);
  return `  r${number}:
    ${description === undefined ? '' : `description: ${JSON.stringify(description)}`}
    servers: { s${number}: { address: 10.${1 + (number >> 8)}.${number & 255}.1, ${check} } }
    services: { v${number}: { virtual_ip: web, port: ${1000 + number}${written.join('')} } }
`;
}

function inventoryOf(all: readonly Texts[], summary: string): string {
  return `version: 1
module: { summary: ${JSON.stringify(summary)} }
directors: { interface: eth0 }
ldirectord: { checkinterval: 100000 }
virtual_ips: { web: 192.0.2.100 }
roles:
${all.map(serviceLines).join('')}`;
}

function isAccepted(texts: Texts, summary = 'x'): boolean {
  return (
    lint({ path: 'lvs.yaml', text: inventoryOf([texts], summary) }).inventory !== undefined &&
    lint({ path: 'lvs.yaml', text: inventoryOf([texts], summary) }).findings.every(
      ({ severity }) => severity !== 'error',
    )
  );
}

/** Random texts with every field that the decoder refuses left out: what remains must arrive. */
function acceptedTexts(): Texts[] {
  const record = fc.record(Object.fromEntries(fields.map((field) => [field, hostileText])));
  return fc
    .sample(record, { numRuns: services, seed })
    .map((texts) =>
      Object.fromEntries(Object.entries(texts).filter(([field, text]) => isAccepted({ [field]: text }))),
    );
}

let folder: string;
let texts: Texts[];
let summary: string;
let inventory: Inventory;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-round-trip-'));
  texts = acceptedTexts();
  summary =
    fc.sample(hostileText, { numRuns: 2000, seed }).find((text) => text.length > 8 && isAccepted({}, text)) ??
    'x';
  const linted = lint({ path: 'lvs.yaml', text: inventoryOf(texts, summary) });
  if (linted.inventory === undefined) throw new Error(JSON.stringify(linted.findings));
  inventory = linted.inventory;
  const skeleton = builtInSkeleton();
  for (const [path, text] of renderModule(planModule(inventory, skeleton), skeleton)) {
    mkdirSync(dirname(join(folder, 'modules/lvs', path)), { recursive: true });
    writeFileSync(join(folder, 'modules/lvs', path), text);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('the batch holds every field many times, with characters that matter', () => {
  for (const field of fields) {
    const given = texts.flatMap((item) => item[field] ?? []);
    expect(given.length, field).toBeGreaterThan(services / 10);
    for (const character of ["'", '"', '\\', '$', '%']) {
      if (character === '"' && (field === 'virtualhost' || field.startsWith('server'))) continue;
      expect(
        given.some((text) => text.includes(character)),
        `${field} ${character}`,
      ).toBe(true);
    }
  }
});

describe.each(puppetVersions)('Puppet %s', (version) => {
  let container: Container;
  let written: string;

  beforeAll(async () => {
    const helpers = join(import.meta.dirname, '../catalog');
    container = await startContainer(version, {
      mounts: { '/round-trip': folder, '/catalog-helpers': helpers },
    });
    const job = {
      id: 'director',
      modulepath: ['/round-trip/modules'],
      hostname: 'director',
      classes: { lvs: {} },
    };
    const { stdout, stderr } = await container.run(['ruby', '/catalog-helpers/compile.rb'], {
      input: JSON.stringify([job]),
      timeoutSeconds: 400,
    });
    const [catalog] = JSON.parse(stdout || '[]') as { problems: string[]; files: Record<string, string> }[];
    if (catalog === undefined || catalog.problems.length > 0)
      throw new Error(`${catalog?.problems.join('\n')}${stderr}`);
    written = catalog.files['/etc/ha.d/ldirectord.cf'] ?? '';
  });
  afterAll(async () => {
    await container.remove();
  });

  it('every text stands in ldirectord.cf as it was given', () => {
    const sections = new Map(
      written.split(/\n(?=# v\d+\n)/).map((section) => [/^# (v\d+)\n/.exec(section)?.[1], section]),
    );
    for (const [number, item] of texts.entries()) {
      const lines = (sections.get(`v${number}`) ?? '').split('\n');
      for (const field of quotedFields)
        if (item[field] !== undefined) expect(lines).toContain(`\t${field}="${item[field]}"`);
      for (const field of bareFields)
        if (item[field] !== undefined) expect(lines).toContain(`\t${field}=${item[field]}`);
      const { serverRequest = '/', serverReceive = 'OK' } = item;
      const real = lines.find((line) => line.startsWith('\treal='));
      // ldirectord puts the slash in front of the request.
      const asked = serverRequest.replace(/^\//, '');
      expect(real?.endsWith(` gate 1 "${asked}", "${serverReceive}"`), real).toBe(true);
      // An empty description is none.
      if (item.description) expect(written).toContain(`\n# r${number}: ${item.description}\n`);
    }
  });

  it('and render says the same, byte for byte', () => {
    expect(written).toBe(renderConfig(inventory));
  });

  it('ldirectord reads the file', async () => {
    const script = 'cat > /tmp/round-trip.cf && exec /usr/sbin/ldirectord /tmp/round-trip.cf status';
    const { exitCode, stderr } = await container.run(['sh', '-c', script], { input: written });
    expect(exitCode).toBe(3);
    expect(stderr).not.toMatch(/(?:Error|Warning) \[/);
  });

  it('Ruby reads the summary from metadata.json as it was given', async () => {
    const script =
      'require "json"; print JSON.generate([JSON.parse(File.read("/round-trip/modules/lvs/metadata.json"))["summary"]])';
    const { stdout } = await container.run(['ruby', '-e', script]);
    expect(JSON.parse(stdout)).toEqual([summary]);
  });

  it('Ruby’s YAML reads every data file and example', async () => {
    const script =
      'require "yaml"; Dir.glob("/round-trip/modules/lvs/**/*.yaml").sort.each { |f| YAML.safe_load(File.read(f)) }; print "read"';
    const { stdout, stderr } = await container.run(['ruby', '-e', script]);
    expect({ stdout, stderr }).toEqual({ stdout: 'read', stderr: '' });
  });
});
