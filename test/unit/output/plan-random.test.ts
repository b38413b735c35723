import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWriting, planChanges, type Change } from '../../../src/output/plan.ts';
import type { Records } from '../../../src/output/record.ts';

/*
 * Any history of a file: the inventory says something new, a person inserts lines of their own, resolves conflicts or
 * deletes the file. Whatever happens, no run takes away what the person wrote.
 */

const LINES = ['a', 'b', '', '}', '__proto__', 'constructor', '<<<<<<', 'hasOwnProperty'];

const text = fc
  .array(fc.constantFrom(...LINES), { maxLength: 12 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

type Event =
  | { readonly kind: 'new'; readonly text: string }
  | { readonly kind: 'insert'; readonly at: number }
  | { readonly kind: 'resolve' }
  | { readonly kind: 'delete' };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: text.map((value): Event => ({ kind: 'new', text: value })) },
  { weight: 4, arbitrary: fc.nat(20).map((at): Event => ({ kind: 'insert', at })) },
  { weight: 2, arbitrary: fc.constant<Event>({ kind: 'resolve' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'delete' }) },
);

/** Everything that stands in a conflict, without the markers: nothing is lost. */
function resolved(marked: string): string {
  return marked.replace(
    /^(?:<{7} edited by hand|\|{7} written last|=======|>{7} from the inventory)\n/gm,
    '',
  );
}

interface World {
  want: string;
  have: string | undefined;
  records: Records | undefined;
}

function scaffold(world: World): Change | undefined {
  const { changes, records } = planChanges(
    new Map([
      ['f', world.want],
      ['other', 'o'],
    ]),
    {
      records: world.records,
      disk: new Map([
        ...(world.have === undefined ? [] : [['f', { text: world.have }] as const]),
        ...(world.records === undefined ? [] : [['other', { text: 'o' }] as const]),
      ]),
    },
  );
  world.records = records;
  const change = changes.find(({ path }) => path === 'f');
  if (change !== undefined && isWriting(change))
    world.have = change.kind === 'remove' ? undefined : change.want;
  return change;
}

describe('any history of a file', () => {
  it('keeps every line that a person wrote, and a second run does nothing', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(text, fc.array(event, { maxLength: 12 }), (first, events) => {
        const world: World = { want: first, have: undefined, records: undefined };
        scaffold(world);
        expect(world.have).toBe(first);
        let mine: string[] = [];
        for (const step of events) {
          if (step.kind === 'new') world.want = step.text;
          if (step.kind === 'resolve' && world.have !== undefined) world.have = resolved(world.have);
          if (step.kind === 'delete') {
            world.have = undefined;
            mine = [];
          }
          if (step.kind === 'insert' && world.have !== undefined) {
            const lines = world.have.split('\n');
            const own = `mine ${mine.length} ${step.at}`;
            lines.splice(Math.min(step.at, lines.length - 1), 0, own);
            world.have = lines.join('\n');
            mine.push(own);
          }
          const before = world.have;
          const change = scaffold(world);
          seen.set(change?.kind ?? 'same', (seen.get(change?.kind ?? 'same') ?? 0) + 1);
          if (before === undefined) expect(world.have).toBeUndefined();
          const after = world.have?.split('\n') ?? [];
          for (const own of mine) expect(after).toContain(own);
          const settled = { ...world };
          scaffold(world);
          expect(world).toEqual(settled);
        }
      }),
      { numRuns: 2_000, seed: 1 },
    );
    // All of it happens, so that the property means something.
    for (const kind of ['same', 'update', 'edited', 'merge', 'conflict', 'unresolved', 'deleted'])
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(50);
  });
});
