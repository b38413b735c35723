import { describe, expect, it } from 'vitest';
import { confirmAcknowledged } from '../../../src/diff/acknowledged.ts';
import { compareInventories } from '../../../src/diff/compare.ts';
import type { Source } from '../../../src/inventory/source.ts';
import { lint, readInForce } from '../../../src/lint.ts';
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
function judged(old: string, text: string, hiera?: readonly Source[]) {
  const [before, after] = [inventoryOf(old, 'old.yaml'), inventoryOf(text)];
  const { comments } = readInForce({ path: 'old.yaml', text: old });
  const { findings } = lint({ path: 'lvs.yaml', text }, { hiera, before: { inventory: before, comments } });
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

describe('a comment that allows something of a change', () => {
  const [two, three] = [server(1) + server(2), server(1) + server(2) + server(3)];
  const allow = `      ${ALLOW}`;
  const allowed = textOf(gui(`${two}${allow}${server(3)}`));

  it('allows it in the change that brings it', () => {
    expect(judged(textOf(gui(two)), allowed)).toEqual({
      findings: [],
      changes: ['server-added-without-setup 11 (confirmed)'],
    });
  });

  it('is left behind afterwards', () => {
    const next = textOf(gui(`${two}${allow}${server(3)}`).replace('port: 80', 'port: 81'));
    expect(judged(allowed, next)).toEqual({ findings: ['unused-acknowledgement 10'], changes: [] });
  });

  it('is left behind, or not, whatever is known besides', () => {
    const hiera = [{ path: 'site.yaml', text: 'lvs::server_overrides: { gui: { g1: { weight: 2 } } }\n' }];
    expect(judged(textOf(gui(two)), allowed, hiera).findings).toEqual([]);
    expect(judged(allowed, allowed, hiera).findings).toEqual(['unused-acknowledgement 10']);
  });

  it('is left behind where it allows nothing', () => {
    expect(judged(textOf(gui(three)), allowed)).toEqual({
      findings: ['unused-acknowledgement 10'],
      changes: [],
    });
  });

  it('allows nothing new on the line of its list', () => {
    const line = (...numbers: readonly number[]): string =>
      `    servers: { ${numbers.map((number) => `g${number}: 10.0.0.1${number}`).join(', ')} }\n`;
    const listed = (comment: string, ...numbers: readonly number[]): string =>
      textOf(
        `  gui:\n    ${comment}${line(...numbers)}    services: { http: { virtual_ip: web, port: 80 } }\n`,
      );
    const [old, early] = [listed(ALLOW, 1, 2, 3), 'server-added-without-setup 8'];
    expect(judged(old, listed(ALLOW, 1, 2, 3, 4))).toEqual({
      findings: ['unused-acknowledgement 7', 'added-without-setup 8'],
      changes: [early],
    });
    expect(judged(old, listed(ALLOW.replace('allow ', 'allow  '), 5, 6))).toMatchObject({
      findings: ['unused-acknowledgement 7', 'added-without-setup 8', 'added-without-setup 8'],
    });
    // Who writes another reason has thought of it again.
    expect(judged(old, listed(ALLOW.replace('prepared', 'g4 was prepared'), 1, 2, 3, 4))).toEqual({
      findings: [],
      changes: [`${early} (confirmed)`],
    });
  });

  it('is the old one in its role, also where all of the list is new and another role brings the same', () => {
    const above = `    ${ALLOW}`;
    const roleOf = (name: string, servers: string, port: number, comment = ''): string =>
      `  ${name}:\n${comment}    servers: { ${servers} }\n    services: { ${name}: { virtual_ip: web, port: ${port} } }\n`;
    const old = textOf(roleOf('api', 'a1: 10.0.0.21', 81), roleOf('gui', 'g1: 10.0.0.11', 80, above));
    const text = textOf(
      roleOf('api', 'a1: 10.0.0.21, a2: 10.0.0.22', 81, above),
      roleOf('gui', 'g2: 10.0.0.12', 80, above),
    );
    expect(judged(old, text)).toEqual({
      findings: ['unused-acknowledgement 11', 'added-without-setup 12'],
      changes: ['server-added-without-setup 8 (confirmed)', 'server-added-without-setup 12'],
    });
  });

  it('allows nothing where it slips to another server', () => {
    const slipped = textOf(gui(`${two}${allow}${server(4)}${server(3)}`));
    expect(judged(allowed, slipped)).toEqual({
      findings: ['unused-acknowledgement 10', 'added-without-setup 11'],
      changes: ['server-added-without-setup 11'],
    });
  });

  it.each([
    ['after', `${allow}${server(3)}${allow}${server(4)}`, 10, 13],
    ['before', `${allow}${server(4)}${allow}${server(3)}`, 12, 11],
  ])('allows the same of another server where that has its own, %s the old one', (_where, lines, old, at) => {
    expect(judged(allowed, textOf(gui(two + lines)))).toEqual({
      findings: [`unused-acknowledgement ${old}`],
      changes: [`server-added-without-setup ${at} (confirmed)`],
    });
  });

  it('does not move with a service', () => {
    const http = `${ALLOW}      http: { virtual_ip: web, port: 80 }`;
    const rest = 'rest: { virtual_ip: msg, port: 8080 }';
    const api = '      a1: 10.0.0.21\n';
    const other = 'more: { virtual_ip: web, port: 81 }';
    const old = textOf(gui(two, 'gui', `${http}\n      ${other}`), gui(api, 'api', rest));
    const moved = textOf(gui(two, 'gui', other), gui(api, 'api', `${rest}\n      ${http}`));
    expect(judged(old, moved)).toEqual({
      findings: ['unused-acknowledgement 17', 'added-without-setup 18'],
      changes: ['service-moved 18'],
    });
  });
});
