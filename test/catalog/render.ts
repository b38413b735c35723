import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { runOrThrow } from '../setup/command.ts';
import type { Golden } from '../goldens/goldens.ts';

const program = join(import.meta.dirname, '../../bin/lvs-puppet.cjs');

/** What the stand-in for PuppetDB knows: the Ruby side reads the same file. */
const discovered = JSON.parse(readFileSync(join(import.meta.dirname, 'discovered.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

const rendered = new Map<string, Promise<string>>();

/** The ldirectord.cf that `lvs-puppet render` prints for a golden's inventory; both versions of Puppet ask for it. */
export function render(golden: Golden): Promise<string> {
  const known = rendered.get(golden.inventory) ?? runRender(golden);
  rendered.set(golden.inventory, known);
  return known;
}

async function runRender(golden: Golden): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-render-'));
  try {
    const inventory = join(folder, 'lvs.yaml');
    writeFileSync(inventory, withKnownServers(readFileSync(golden.inventory, 'utf8')));
    const { stdout } = await runOrThrow(process.execPath, [program, 'render', inventory], {
      timeoutSeconds: 60,
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puppet finds the servers of `discover` roles; the inventory alone does not know them. */
function withKnownServers(text: string): string {
  const document = parseDocument(text);
  const roles = (document.toJS() as { roles?: Record<string, { servers?: unknown }> }).roles ?? {};
  const open = Object.keys(roles).filter((role) => isDiscover(roles[role]?.servers));
  open.forEach((role) => document.setIn(['roles', role, 'servers'], discovered[role] ?? {}));
  return open.length === 0 ? text : String(document);
}

function isDiscover(servers: unknown): boolean {
  return servers === 'discover' || (typeof servers === 'object' && servers !== null && 'discover' in servers);
}
