import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runOrThrow } from '../setup/command.ts';
import type { Golden } from '../goldens/goldens.ts';
import { secretKeysOf } from '../goldens/inventory-facts.ts';
import { unmask } from './secrets.ts';

const program = join(import.meta.dirname, '../../bin/lvs-puppet.cjs');

/** What the stand-in for PuppetDB knows: the Ruby side reads the same file. */
const discovered = JSON.parse(readFileSync(join(import.meta.dirname, 'discovered.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

const rendered = new Map<string, Promise<string>>();

/**
 * The ldirectord.cf that `lvs-puppet render` prints for a golden's inventory, with the secrets instead of their
 * masks; both versions of Puppet ask for it.
 * @param hiera files of Hiera below the folder of these helpers, the one with the highest priority first
 */
export function render(golden: Golden, hiera: readonly string[] = []): Promise<string> {
  const key = [golden.inventory, ...hiera].join(' ');
  const known = rendered.get(key) ?? runRender(golden, hiera);
  rendered.set(key, known);
  return known;
}

async function runRender(golden: Golden, hiera: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-render-'));
  try {
    const servers = join(folder, 'servers.yaml');
    writeFileSync(servers, JSON.stringify(knownServers(readFileSync(golden.inventory, 'utf8'))));
    const data = hiera.flatMap((file) => ['--hiera', join(import.meta.dirname, file)]);
    const { stdout } = await runOrThrow(
      process.execPath,
      [program, 'render', golden.inventory, '--servers', servers, ...data],
      { timeoutSeconds: 60 },
    );
    return unmask(stdout, secretKeysOf(golden));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puppet finds the servers of `discover` roles; the inventory alone does not know them. */
function knownServers(text: string): Record<string, Record<string, string>> {
  const { roles = {} } = parse(text) as { roles?: Record<string, { servers?: unknown }> };
  const open = Object.keys(roles).filter((role) => isDiscover(roles[role]?.servers));
  return Object.fromEntries(open.map((role) => [role, discovered[role] ?? {}]));
}

function isDiscover(servers: unknown): boolean {
  return servers === 'discover' || (typeof servers === 'object' && servers !== null && 'discover' in servers);
}
