import type { Place } from '../../../src/diagnostics/finding.ts';
import type { BlastRadius, Change, Review } from '../../../src/diff/model.ts';
import { renderConfig } from '../../../src/ldirectord/render-config.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** A place in the inventory. */
export function placeAt(line: number, column = 3, file = 'lvs.yaml'): Place {
  return { file, line, column, endLine: line, endColumn: column + 4 };
}

/** What touches nothing. */
export const nothing: BlastRadius = {
  directors: [],
  realServers: [],
  reloads: [],
  kicked: [],
  unknownHosts: [],
  hazard: undefined,
};

/** A change of the weight of a server, or what the parts make of it. */
export function changeOf(change: Partial<Change> = {}): Change {
  const subject = change.subject ?? { kind: 'server', name: 'gui1.oe.example', role: 'gui' };
  return {
    id: `server-weight-changed ${subject.role ?? ''} ${subject.name} weight`,
    reason: 'server-weight-changed',
    risk: 'minor',
    action: 'changed',
    subject,
    from: undefined,
    attribute: 'weight',
    before: '1',
    after: '2',
    message: `the weight of ${subject.name} in role ${subject.role ?? ''} goes from 1 to 2`,
    hint: undefined,
    at: { before: placeAt(10), after: placeAt(12) },
    blast: {
      ...nothing,
      directors: ['lvs1.oe.example'],
      realServers: subject.kind === 'server' ? [subject.name] : [],
      reloads: ['lvs1.oe.example'],
    },
    confirmed: false,
    edits: [],
    ...change,
  };
}

const BEFORE = `  gui:
    servers: { gui1.oe.example: 172.31.8.21, gui2.oe.example: 172.31.8.22 }
    services: { http: { virtual_ip: messaging, port: 80 }, https: { virtual_ip: messaging, port: 443 } }
  rabbitmq:
    servers: { rabbitmq1.oe.example: 172.31.8.11 }
    services: { amqp: { virtual_ip: messaging, port: 5672 } }
`;

const AFTER = `  gui:
    servers: { gui1.oe.example: { address: 172.31.8.21, weight: 2 }, gui2.oe.example: 172.31.8.22, gui3.oe.example: 172.31.8.23 }
    services: { http: { virtual_ip: web, port: 80 } }
    kicks: [rabbitmq]
  rabbitmq:
    servers: { rabbitmq1.oe.example: 172.31.8.11 }
    services: { amqp: { virtual_ip: messaging, port: 5672 } }
`;

const OLD_IPS = 'messaging: 172.31.8.100';

/** A review with these changes. The two inventories differ in more than one place. */
export function reviewOf(changes: readonly Change[], review: Partial<Review> = {}): Review {
  const before = inventoryOf(BEFORE, '', OLD_IPS);
  const after = inventoryOf(AFTER, '', `${OLD_IPS}, web: 172.31.8.101`);
  return {
    names: { before: 'HEAD:lvs.yaml', after: 'lvs.yaml' },
    before,
    after,
    changes,
    removals: 0,
    gone: { servers: 0, services: 0 },
    config: { path: 'ldirectord.cf', before: renderConfig(before), after: renderConfig(after) },
    files: undefined,
    inventoryOnly: [],
    ...review,
  };
}

/** What such a change of the inventories would be reported as. */
export const sampleChanges: readonly Change[] = [
  changeOf({
    id: 'service-removed https',
    reason: 'service-removed',
    risk: 'blocker',
    action: 'removed',
    subject: { kind: 'service', name: 'https', role: 'gui' },
    attribute: undefined,
    before: '172.31.8.100:443/tcp',
    after: undefined,
    message: 'service "https" of role gui goes, and clients of 172.31.8.100:443 are refused',
    hint: 'set state: draining first, and remove it when no connection is left',
    at: { before: placeAt(6), after: undefined },
    blast: {
      ...nothing,
      directors: ['lvs1.oe.example'],
      reloads: ['lvs1.oe.example'],
      realServers: ['gui1.oe.example', 'gui2.oe.example'],
      kicked: ['gui1.oe.example', 'gui2.oe.example', 'lvs1.oe.example'],
      hazard: { first: 'directors', otherwise: 'clients reach servers that no longer have the virtual IP' },
    },
  }),
  changeOf({
    id: 'service-virtual-ip-changed http',
    reason: 'service-virtual-ip-changed',
    risk: 'critical',
    action: 'moved',
    subject: { kind: 'service', name: 'http', role: 'gui' },
    attribute: 'virtual_ip',
    before: 'messaging',
    after: 'web',
    message: 'service "http" of role gui moves from the virtual IP messaging to web',
    at: { before: placeAt(5), after: placeAt(6) },
  }),
  ...['gui1', 'gui2', 'gui3'].map((name, index) =>
    changeOf({
      subject: { kind: 'server', name: `${name}.oe.example`, role: 'gui' },
      at: { before: placeAt(20 + index), after: placeAt(30 + index) },
    }),
  ),
  changeOf({
    id: 'kick-added gui rabbitmq',
    reason: 'kick-added',
    risk: 'info',
    action: 'added',
    subject: { kind: 'kick', name: 'rabbitmq', role: 'gui' },
    attribute: undefined,
    before: undefined,
    after: undefined,
    message: 'role gui kicks rabbitmq',
    at: { before: undefined, after: placeAt(7) },
    confirmed: true,
  }),
];

export const sampleReview: Review = reviewOf(sampleChanges, { removals: 1, inventoryOnly: ['cache'] });
