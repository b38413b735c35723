import { sortFindings, type Finding } from '../../../src/diagnostics/finding.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import type { Rule } from '../../../src/rules/rule.ts';

/** What every inventory of these tests begins with: one director, two virtual IPs, one for each family. */
const BASE = {
  directors: '{ role: lvs, interface: eth0, hosts: { lvs1: 172.31.8.2 } }',
  virtual_ips: '{ web: 172.31.8.101, messaging: 172.31.8.100, web6: "2001:db8:8::101" }',
};

/** An inventory from its roles (an indented block) and one line for each further top-level key. */
export function inventoryText(roles: string, keys: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ ...BASE, ...keys }).map(([key, value]) => `${key}: ${value}\n`);
  return `version: 1\n${lines.join('')}roles:\n${roles}`;
}

/** What a rule finds, sorted: the text at the place of each finding, as the reader sees it marked. */
export function marked(rule: Rule, text: string): string[] {
  return check(rule, text).map(({ at }) => {
    const line = text.split('\n')[at.line - 1] ?? '';
    return line.slice(at.column - 1, at.endLine === at.line ? at.endColumn - 1 : undefined);
  });
}

/** The messages of what a rule finds, sorted by place. */
export function messages(rule: Rule, text: string): string[] {
  return check(rule, text).map(({ message }) => message);
}

/** What a rule finds in an inventory that has no mistakes of shape. */
export function check(rule: Rule, text: string): Finding[] {
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined)
    throw new Error(`no inventory: ${findings.map(({ message }) => message).join('; ')}`);
  const found = sortFindings(rule.check(value));
  for (const { code } of found) if (code !== rule.code) throw new Error(`${rule.code} reported ${code}`);
  return found;
}
