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
