import fc from 'fast-check';
import type { Place } from '../../src/diagnostics/finding.ts';
import { risks, type BlastRadius, type Change, type Review, type Subject } from '../../src/diff/model.ts';
import { reasons, type ReasonCode } from '../../src/diff/reasons.ts';
import type { Inventory } from '../../src/inventory/model.ts';
import { reviewOf } from '../unit/report/reviews.ts';
import { hostileText } from './hostile-text.ts';

/** What hosts of repositories would make something of, besides what the languages know. */
const references = fc.constantFrom(
  '@octocat',
  '@oe/admins',
  '#123',
  'GH-12',
  'oe/stack#4',
  'OPS-77',
  '~bug',
  '!9',
  '$5',
  '%"1.0"',
  '/close',
  ':tada:',
  'www.example.org',
  'https://example.org/a?b=c',
  'root@example.org',
  'deadbeefcafe',
  '[x](https://example.org)',
  '![x](https://example.org/a.png)',
  '<img src=x onerror=alert(1)>',
  '</details>',
  '<!-- lvs-puppet:other -->',
  '-->',
  '```',
  '~~~~',
  '- [ ] x',
  '1. x',
  '> x',
  '# x',
  '---',
  '| a | b |',
  '\\|',
  '[^1]',
  '::error::x',
  '##[error]x',
  '%0A',
  '%25',
  '{0}',
  '`',
  '*a*',
  '_a_',
);

/** Texts that any field of a review may have; long ones, too. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: references },
  { weight: 4, arbitrary: hostileText },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof(references, hostileText), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(' ')),
  },
  { weight: 1, arbitrary: hostileText.map((text) => text.repeat(300).slice(0, 3000)) },
);

const file = fc.oneof(
  fc.constantFrom('lvs.yaml', 'data/lvs.yaml', '../lvs.yaml', 'a b/lvs#1.yaml', 'C:/lvs.yaml', '<stdin>'),
  anyText.filter((text) => text !== ''),
);

const place: fc.Arbitrary<Place> = fc
  .record({
    file,
    line: fc.integer({ min: 1, max: 9999 }),
    column: fc.integer({ min: 1, max: 200 }),
    lines: fc.integer({ min: 0, max: 3 }),
    columns: fc.integer({ min: 0, max: 40 }),
  })
  .map(({ file: name, line, column, lines, columns }) => ({
    file: name,
    line,
    column,
    endLine: line + lines,
    endColumn: column + columns,
  }));

const hosts = fc.array(anyText, { maxLength: 3 });

const blast: fc.Arbitrary<BlastRadius> = fc.record({
  directors: hosts,
  realServers: hosts,
  reloads: hosts,
  kicked: hosts,
  unknownHosts: hosts,
  hazard: fc.option(
    fc.record({ first: fc.constantFrom('real servers' as const, 'directors' as const), otherwise: anyText }),
    { nil: undefined },
  ),
});

const subject: fc.Arbitrary<Subject> = fc
  .record({
    kind: fc.constantFrom(
      'server' as const,
      'service' as const,
      'role' as const,
      'virtual-ip' as const,
      'kick' as const,
      'global' as const,
    ),
    name: fc.oneof(fc.constant('http'), fc.constant(''), anyText),
    role: fc.option(fc.oneof(fc.constant('gui'), anyText), { nil: undefined }),
  })
  .map(({ kind, name, role }) => (role === undefined ? { kind, name } : { kind, name, role }));

const textOrNothing = fc.option(anyText, { nil: undefined });

const change: fc.Arbitrary<Change> = fc.record({
  id: anyText,
  reason: fc.constantFrom(...(Object.keys(reasons) as ReasonCode[])),
  risk: fc.constantFrom(...risks),
  action: fc.constantFrom('added', 'removed', 'changed', 'moved', 'renamed', 'reordered'),
  subject,
  from: fc.option(subject, { nil: undefined }),
  attribute: textOrNothing,
  before: textOrNothing,
  after: textOrNothing,
  message: anyText,
  hint: textOrNothing,
  at: fc.record({
    before: fc.option(place, { nil: undefined }),
    after: fc.option(place, { nil: undefined }),
  }),
  blast,
  confirmed: fc.boolean(),
  edits: fc.constant([]),
});

const pair = fc.oneof(
  fc.record({ path: file, before: textOrNothing, after: textOrNothing }),
  // A line that stays stands in the diff with nothing but a blank before it.
  fc
    .tuple(file, fc.oneof(fc.constantFrom('```', '`````', '</details>'), anyText), anyText, anyText)
    .map(([path, same, one, other]) => ({ path, before: `${same}\n${one}`, after: `${same}\n${other}` })),
);

/** Any review, sorted as reviews are. Its inventories have a text in every name that no decoder would let through. */
export const anyReview: fc.Arbitrary<Review> = fc
  .record({
    changes: fc.array(change, { maxLength: 8 }),
    names: fc.record({ before: file, after: file }),
    text: anyText,
    config: pair,
    files: fc.option(fc.array(pair, { maxLength: 3 }), { nil: undefined }),
    inventoryOnly: hosts,
    removals: fc.nat(20),
  })
  .map(({ changes, text, ...rest }) => {
    const sorted = changes.toSorted((a, b) => risks.indexOf(a.risk) - risks.indexOf(b.risk));
    const plain = reviewOf(sorted, rest);
    return { ...plain, before: withText(plain.before, ''), after: withText(plain.after, text) };
  });

function withText(inventory: Inventory, text: string): Inventory {
  const named = (name: string): string => `${name}${text}`;
  return {
    ...inventory,
    virtualIps: inventory.virtualIps.map((item) => ({ ...item, name: named(item.name) })),
    roles: inventory.roles.map((role) => ({
      ...role,
      name: named(role.name),
      servers: role.servers.map((server) => ({ ...server, hostname: named(server.hostname) })),
      services: role.services.map((service) => ({
        ...service,
        name: named(service.name),
        virtualIp: { ...service.virtualIp, name: named(service.virtualIp.name) },
      })),
    })),
  };
}
