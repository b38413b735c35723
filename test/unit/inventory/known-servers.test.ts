import { expect, it } from 'vitest';
import { lint } from '../../../src/lint.ts';

const INVENTORY = `version: 1
directors: { interface: eth0 }
ldirectord: { checktimeout: 3 }
virtual_ips: { web: 192.0.2.100 }
roles:
  gui:
    servers: { discover: true, min_servers: 2 }
    services:
      http: { virtual_ip: web, port: 80, checktype: connect }
  db:
    servers: { db1: 192.0.2.9 }
`;

function withServers(text: string): ReturnType<typeof lint> {
  return lint({ path: 'lvs.yaml', text: INVENTORY }, { servers: { path: 'servers.yaml', text } });
}

it('puts the servers into the role, sorted as Puppet sorts them', () => {
  const { inventory, findings } = withServers(
    'gui: { gui2: 192.0.2.2, Gui1: { address: 192.0.2.1, weight: 3 } }\n',
  );
  expect(findings).toEqual([]);
  expect(inventory?.roles[0]).toMatchObject({
    discover: true,
    servers: [{ hostname: 'Gui1', weight: { value: 3 } }, { hostname: 'gui2' }],
  });
});

it.each([
  ['gui: { gui1: 192.0.2.1 }', 'invalid-value', 1],
  ['gui: discover', 'wrong-type', 1],
  ['# servers\ngiu: { gui1: 192.0.2.1 }', 'unknown-reference', 2],
  ['db: { db2: 192.0.2.3 }', 'unknown-reference', 1],
  ['[gui]', 'wrong-type', 1],
  ['gui: { gui1: 192.0.2.1', 'yaml-syntax', 2],
])('%s: a finding with its place', (text, code, line) => {
  const { inventory, findings } = withServers(`${text}\n`);
  expect(inventory).toBeUndefined();
  expect(findings).toMatchObject([{ code, at: { file: 'servers.yaml', line } }]);
});

it('applies the rules to them', () => {
  const { findings } = withServers('gui: { gui1: 192.0.2.100, gui2: 192.0.2.2 }\n');
  expect(findings.map(({ code, at }) => [code, at.file])).toEqual([
    ['virtual-ip-is-host-address', expect.any(String)],
  ]);
});
