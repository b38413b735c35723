import { risks } from '../diff/model.ts';
import type { Schema } from '../schema/schema.ts';

/** The JSON Schema (draft-07) of what `diff --format json` prints. Every key is always there. */
export function reviewSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'lvs-puppet review',
    description: 'What the difference of two inventories means, as lvs-puppet diff --format json prints it.',
    ...closed({
      schemaVersion: { const: 1 },
      before: text('What the old side is called: a file, or a revision and a file.'),
      after: text('What the new side is called.'),
      summary,
      changes: { description: 'The worst first.', type: 'array', items: refer('change') },
      config: { description: 'The ldirectord.cf of the directors.', ...refer('file') },
      files: {
        description: 'The files of the module that differ; null where nobody asked for them.',
        type: ['array', 'null'],
        items: refer('file'),
      },
      inventoryOnly: {
        description: 'Roles whose servers only a catalog knows.',
        ...list,
      },
    }),
    definitions: { change, subject, place, blast, hazard, file, risk: { enum: risks } },
  };
}

/** The schema as a file. */
export function reviewSchemaText(): string {
  return `${JSON.stringify(reviewSchema(), null, 2)}\n`;
}

/** A map with exactly these keys. */
function closed(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function refer(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

function text(description: string): Schema {
  return { description, type: 'string' };
}

function textOrNull(description: string): Schema {
  return { description, type: ['string', 'null'] };
}

const list: Schema = { type: 'array', items: { type: 'string' } };
const count: Schema = { type: 'integer', minimum: 0 };
const position: Schema = { type: 'integer', minimum: 1 };

const summary = closed({
  changes: count,
  risks: closed(Object.fromEntries(risks.map((risk) => [risk, count]))),
  maxRisk: {
    description: 'The worst of what nobody has confirmed; null where there is nothing.',
    enum: [...risks, null],
  },
  confirmed: { description: 'How many changes --confirm-removal names.', ...count },
  removals: { description: 'What --max-removals looks at.', ...count },
  hasRemovals: { type: 'boolean' },
  directors: list,
  realServers: list,
  reloads: list,
  kicked: list,
});

const change = closed({
  id: text('The same for the same change in any run.'),
  // No list: a new reason is no new shape.
  reason: {
    description: 'Why it matters: lvs-puppet explain tells more.',
    type: 'string',
    pattern: '^[a-z0-9-]+$',
  },
  risk: refer('risk'),
  confirmed: { type: 'boolean' },
  action: { enum: ['added', 'removed', 'changed', 'moved', 'renamed', 'reordered'] },
  subject: refer('subject'),
  from: {
    description: 'What it was called, or where it stood, where it was renamed or moved.',
    ...orNull(refer('subject')),
  },
  attribute: textOrNull('What of the subject changed; null where it is the subject as a whole.'),
  before: textOrNull('The value before, in words of the inventory.'),
  after: textOrNull('The value after.'),
  message: { type: 'string' },
  hint: textOrNull('What makes it safer.'),
  at: closed({ before: orNull(refer('place')), after: orNull(refer('place')) }),
  blast: refer('blast'),
});

const subject = closed({
  kind: {
    enum: [
      'module',
      'network',
      'directors',
      'director',
      'global',
      'virtual-ip',
      'role',
      'server',
      'service',
      'kick',
      'kicker',
    ],
  },
  name: { type: 'string' },
  role: textOrNull('The role of a server, a service or a kick.'),
});

const place = closed({
  file: { type: 'string' },
  line: position,
  column: position,
  endLine: position,
  endColumn: position,
});

const blast = closed({
  directors: { description: 'Directors whose catalog changes.', ...list },
  realServers: { description: 'Real servers whose catalog changes.', ...list },
  reloads: { description: 'Directors on which ldirectord reads its file again.', ...list },
  kicked: { description: 'Nodes whose agents are kicked, in the order in which they are.', ...list },
  unknownHosts: { description: 'Roles touched whose hosts only a catalog knows.', ...list },
  hazard: orNull(refer('hazard')),
});

const hazard = closed({
  first: { enum: ['real servers', 'directors', 'neither'] },
  otherwise: text('What happens in the other order; with `neither`, in any.'),
});

const file = closed({
  path: { type: 'string' },
  action: { enum: ['same', 'added', 'removed', 'changed'] },
  diff: text('The unified diff; empty where nothing of it changes.'),
});
