import { describe, expect, it, test } from 'vitest';
import type { Review } from '../../../src/diff/model.ts';
import { edited, fixtureText, reviewOf } from './inventories.ts';

const oeStack = fixtureText('oe-stack');

function reasonsOf({ changes }: Review): string[] {
  return changes.map(({ reason }) => reason).toSorted();
}

/** What a review says, each change by what happened to what. */
function told({ changes }: Review): string[] {
  return changes
    .map(({ action, attribute, subject: { kind, role = '', name } }) =>
      [action, kind, role, name, attribute].join(' ').trim(),
    )
    .toSorted();
}

describe('what is renamed', () => {
  it('is seen for role, service, server and virtual IP at once', () => {
    const renamed = edited(
      oeStack,
      ['  ssl-offloader:', '  tls:'],
      ['      wss:', '      secure-websocket:'],
      ['      ssl1.oe.example', '      tls1.oe.example'],
      ['  web:\n', '  front:\n'],
      [/virtual_ip: web/g, 'virtual_ip: front'],
    );
    expect(told(reviewOf(oeStack, renamed))).toEqual([
      'renamed role  tls',
      'renamed server tls tls1.oe.example',
      'renamed service tls secure-websocket',
      'renamed virtual-ip  front',
    ]);
  });

  it('may change places with another', () => {
    const swapped = edited(
      oeStack,
      ['  ssl-offloader:', '  #1:'],
      ['  websocket:\n', '  ssl-offloader:\n'],
      ['  #1:', '  websocket:'],
    );
    // Names that stay are the same things: their contents have moved.
    const { changes } = reviewOf(oeStack, swapped);
    expect(changes.filter(({ reason }) => reason === 'service-moved').map(({ subject }) => subject)).toEqual([
      { kind: 'service', name: 'websocket', role: 'ssl-offloader' },
      { kind: 'service', name: 'wss', role: 'websocket' },
    ]);
  });

  it('keeps its other changes', () => {
    const changed = edited(
      oeStack,
      ['  rabbitmq:\n', '  broker:\n'],
      ['kicks: [rabbitmq]', 'kicks: [broker]'],
      ['weight: 2', 'weight: 5'],
    );
    expect(told(reviewOf(oeStack, changed))).toEqual([
      'changed server broker rabbitmq2.oe.example weight',
      'renamed role  broker',
    ]);
  });

  it('is another thing where little of it stays', () => {
    const other = edited(oeStack, [
      / {2}ssl-offloader:\n(.*\n){6}/,
      '  proxy:\n    servers: { proxy1: 172.31.8.71, ssl2.oe.example: 172.31.8.52 }\n    services: { proxy: { virtual_ip: web, port: 3128 } }\n',
    ]);
    expect(reasonsOf(reviewOf(oeStack, other))).toEqual([
      'role-added',
      'role-removed',
      'server-moved',
      'service-added',
      'service-removed',
    ]);
  });

  it('goes to the role that has most of it', () => {
    const text = (roles: string): string =>
      `version: 1\ndirectors: { interface: eth0, hosts: { lvs1: 192.0.2.1 } }\nvirtual_ips: { web: 192.0.2.10 }\nroles:\n${roles}`;
    const role = (name: string, ...hosts: number[]): string =>
      `  ${name}: { servers: { ${hosts.map((host) => `h${host}: 192.0.2.${host}`).join(', ')} } }\n`;
    const before = text(role('old', 21, 22, 23, 24) + role('other', 31));
    const after = text(role('half', 21, 22) + role('most', 22, 23, 24) + role('other', 31));
    const { changes } = reviewOf(before, after);
    expect(changes.find(({ action }) => action === 'renamed')).toMatchObject({
      subject: { name: 'most' },
      from: { name: 'old' },
    });
    expect(changes.find(({ action }) => action === 'moved')).toMatchObject({
      subject: { name: 'h21', role: 'half' },
      from: { role: 'old' },
    });
  });
});

test('a virtual IP whose address another one has now takes no address away', () => {
  const merged = edited(
    oeStack,
    ['  messaging: 172.31.8.100\n', ''],
    [/ {4}address: 172.31.8.101\n {4}interface: eth1/, '    address: 172.31.8.100\n    interface: eth0'],
    [/virtual_ip: messaging/g, 'virtual_ip: web'],
  );
  const { changes } = reviewOf(oeStack, merged);
  const blockers = changes
    .filter(({ risk }) => risk === 'blocker')
    .map(({ reason, before }) => [reason, before]);
  expect(blockers).toEqual([['virtual-ip-address-changed', '172.31.8.101']]);
});

test('a host that joins a second role is added there, and has not moved', () => {
  const joined = edited(oeStack, [
    'websocket1.oe',
    'ssl1.oe.example: { address: 172.31.8.51, state: setup }\n      websocket1.oe',
  ]);
  expect(told(reviewOf(oeStack, joined))).toEqual(['added server websocket ssl1.oe.example']);
});

test('what moves may change on the way', () => {
  const moved = edited(
    oeStack,
    ['      ssl1.oe.example: 172.31.8.51\n', ''],
    [
      'websocket1.oe',
      'ssl1.oe.example: { address: 172.31.8.51, state: setup, weight: 4 }\n      websocket1.oe',
    ],
  );
  expect(told(reviewOf(oeStack, moved))).toEqual([
    'changed server websocket ssl1.oe.example state',
    'changed server websocket ssl1.oe.example weight',
    'moved server websocket ssl1.oe.example',
  ]);
});

describe('kicks', () => {
  const dense = edited(fixtureText('discover'), ['kicks: [rabbitmq]', 'kicks: [rabbitmq, websocket]']);

  it('are not transitive: who is kicked changes nothing, and so kicks nobody', () => {
    const chain = edited(oeStack, [/( {4}services:\n {6}amqp)/, '    kicks: [couchbase]\n$1']);
    const [change] = reviewOf(chain, edited(chain, ['state: setup', 'state: production'])).changes;
    expect(change?.blast.kicked).toEqual(['lvs1.oe.example', 'rabbitmq1.oe.example', 'rabbitmq2.oe.example']);
  });

  it('of roles whose servers only a catalog knows name the role', () => {
    const [change] = reviewOf(dense, edited(dense, ['port: 443', 'port: 8443'])).changes;
    expect(change?.blast).toMatchObject({
      directors: ['lvs1.oe.example'],
      realServers: [],
      kicked: ['lvs1.oe.example', 'rabbitmq1.oe.example', 'rabbitmq2.oe.example'],
      unknownHosts: ['gui', 'websocket'],
    });
  });

  it('and nodes are those of the role under its new name', () => {
    const renamed = edited(
      dense,
      ['  websocket:\n    desc', '  push:\n    desc'],
      [', websocket]', ', push]'],
    );
    const changed = edited(renamed, ['port: 8081', 'port: 8082']);
    const change = reviewOf(dense, changed).changes.find(({ attribute }) => attribute === 'port');
    expect(change).toMatchObject({
      subject: { name: 'websocket', role: 'push' },
      blast: { kicked: ['lvs1.oe.example'], unknownHosts: ['push'] },
    });
  });

  it('are counted one by one where a role names another one twice', () => {
    const twice = edited(oeStack, ['kicks: [rabbitmq]', 'kicks: [rabbitmq, rabbitmq]']);
    expect(reasonsOf(reviewOf(oeStack, twice))).toEqual(['kick-added']);
    expect(reasonsOf(reviewOf(twice, oeStack))).toEqual(['kick-removed']);
  });

  it('do not happen any more when they are switched off with the change', () => {
    const silent = edited(oeStack, [/$/, '\nkicker: { module: none }\n'], ['weight: 2', 'weight: 3']);
    expect(reviewOf(oeStack, silent).changes.map(({ blast }) => blast.kicked)).toEqual([[], []]);
  });

  it('reach the role of the directors where their hosts are not named', () => {
    const nameless = edited(oeStack, [/ {2}hosts:\n.*\n/, '']);
    const [change] = reviewOf(nameless, edited(nameless, ['weight: 2', 'weight: 3'])).changes;
    expect(change?.blast).toMatchObject({ directors: [], reloads: [], kicked: [], unknownHosts: ['lvs'] });
  });
});

test('roles whose servers only a catalog knows are named, old and new ones', () => {
  const discover = fixtureText('discover');
  expect(reviewOf(discover, discover).inventoryOnly).toEqual(['gui', 'websocket']);
  expect(reviewOf(discover, oeStack).inventoryOnly).toEqual(['gui', 'websocket']);
});

test('changes have the places of both sides', () => {
  const [change] = reviewOf(oeStack, edited(oeStack, ['port: 443', 'port: 8444'])).changes;
  expect(change?.at).toMatchObject({ before: { line: 74, column: 39 }, after: { line: 74, column: 39 } });
  const [removed] = reviewOf(oeStack, edited(oeStack, [/ {6}couchbase3.*\n/, ''])).changes;
  expect(removed?.at).toMatchObject({ before: { line: 95 }, after: undefined });
});

test('the worst comes first, then what stands first in the inventory', () => {
  const changed = edited(
    oeStack,
    ['weight: 2', 'weight: 3'],
    ['checktimeout: 3', 'checktimeout: 4'],
    ['state: setup', 'state: production'],
    ['      amqp:', '      broker:'],
    ['port: 5672', 'port: 5673'],
  );
  expect(reviewOf(oeStack, changed).changes.map(({ reason }) => reason)).toEqual([
    'service-removed',
    'global-check-changed',
    'server-weight-changed',
    'service-added',
    'server-in-production',
  ]);
});

test('both files of ldirectord are there, and a secret is in neither of them, nor in a change', () => {
  const secrets = fixtureText('secrets');
  const review = reviewOf(
    secrets,
    edited(secrets, [/passwd: \{ hiera: [^ ]+ \}/, 'passwd: { hiera: oe::other }']),
  );
  expect(review.config.before).toContain('passwd="********"');
  expect(review.config).toMatchObject({ path: '/etc/ha.d/ldirectord.cf', after: review.config.before });
  expect(review.changes.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the passwd of service "[^"]+" changes from hiera: \S+ to hiera: oe::other$/),
  ]);
});

test('text that would draw on a terminal is escaped in a message', () => {
  const hostile = edited(oeStack, ['description: message broker', 'description: "a \\u202e b"']);
  expect(reviewOf(oeStack, hostile).changes[0]?.message).toBe(
    'the description of role "rabbitmq" changes from "message broker" to "a \\u202e b"',
  );
});
