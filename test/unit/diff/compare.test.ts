import { expect, test } from 'vitest';
import { edited, fixtureText, reviewOf } from './inventories.ts';

const oeStack = fixtureText('oe-stack');

test('the same inventory gives no change', () => {
  expect(reviewOf(oeStack, oeStack).changes).toEqual([]);
});

test('a weight is one change with its values and its nodes', () => {
  const [change, ...others] = reviewOf(oeStack, edited(oeStack, ['weight: 2', 'weight: 3'])).changes;
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    reason: 'server-weight-changed',
    risk: 'minor',
    subject: { kind: 'server', name: 'rabbitmq2.oe.example', role: 'rabbitmq' },
    before: '2',
    after: '3',
    blast: { realServers: ['rabbitmq2.oe.example'], reloads: ['lvs1.oe.example'] },
  });
});

test('the id of a change is the same whatever else changes', () => {
  const without = (...names: readonly string[]) =>
    reviewOf(oeStack, edited(oeStack, ...names.map((name) => [new RegExp(` {6}${name}.*\\n`), ''] as const)))
      .changes;
  const ids = (...names: readonly string[]) => without(...names).map(({ id }) => id);
  expect(ids('ssl1')).toEqual(['removed/server/ssl-offloader/ssl1.oe.example']);
  expect(without('couchbase1', 'couchbase3')[0]?.reason).toBe('server-removed');
  expect(without('couchbase1', 'couchbase2')[0]?.reason).toBe('last-server-removed');
  expect(ids('couchbase1', 'couchbase2')).toContain(ids('couchbase1')[0]);
});
