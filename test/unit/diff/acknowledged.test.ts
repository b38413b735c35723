import { describe, expect, it } from 'vitest';
import { confirmAcknowledged } from '../../../src/diff/acknowledged.ts';
import { compareInventories } from '../../../src/diff/compare.ts';
import { lint } from '../../../src/lint.ts';
import { inventoryOf } from './inventories.ts';

/** An inventory with two virtual IPs and these roles. */
const textOf = (...roles: readonly string[]): string => `version: 1
directors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2 } }
ldirectord: { checktimeout: 3, checkinterval: 100 }
virtual_ips: { web: 10.0.1.1, msg: 10.0.1.2 }
roles:
${roles.join('')}`;

const ALLOW = '# lvs-puppet: allow added-without-setup - prepared by hand\n';

/** A role with a line for each server. */
const gui = (servers: string, name = 'gui', services = 'http: { virtual_ip: web, port: 80 }'): string =>
  `  ${name}:\n    servers:\n${servers}    services:\n      ${services}\n`;
const server = (number: number): string => `      g${number}: 10.0.0.1${number}\n`;

/** What `diff` finds in the new text, and which of its changes skip setup. */
function judged(old: string, text: string) {
  const [before, after] = [inventoryOf(old, 'old.yaml'), inventoryOf(text)];
  const { findings } = lint({ path: 'lvs.yaml', text }, { before });
  const names = { before: 'old', after: 'new' };
  const { changes } = confirmAcknowledged(compareInventories(before, after, { names }), findings);
  return {
    findings: findings
      .filter(({ code }) => code === 'added-without-setup' || code === 'unused-acknowledgement')
      .map(({ code, at }) => `${code} ${at.line}`),
    changes: changes
      .filter(({ reason }) => reason === 'server-added-without-setup' || reason === 'service-moved')
      .map(({ reason, at, confirmed }) => `${reason} ${at.after?.line}${confirmed ? ' (confirmed)' : ''}`),
  };
}

describe('what skips setup', () => {
  it('is a finding where the change stands, also in a role that was renamed', () => {
    const old = textOf(gui(server(1) + server(2)));
    const renamed = textOf(gui(server(1) + server(2) + server(4), 'front'));
    expect(judged(old, renamed)).toEqual({
      findings: ['added-without-setup 10'],
      changes: ['server-added-without-setup 10'],
    });
    const allowed = textOf(gui(`${server(1)}${server(2)}      ${ALLOW}${server(4)}`, 'front'));
    expect(judged(old, allowed)).toEqual({
      findings: [],
      changes: ['server-added-without-setup 11 (confirmed)'],
    });
  });
});
