import { expect, test } from 'vitest';
import { compareInventories } from '../../../src/diff/compare.ts';
import { nothingYet } from '../../../src/diff/nothing-yet.ts';
import { edited, fixtureText, inventoryOf, reviewOf } from './inventories.ts';

const oeStack = fixtureText('oe-stack');

test('the same inventory gives no change', () => {
  expect(reviewOf(oeStack, oeStack).changes).toEqual([]);
});

test('a first inventory puts nobody at risk, who has no clients yet', () => {
  const after = inventoryOf(oeStack);
  const { changes } = compareInventories(nothingYet(after), after, { names: { before: '', after: '' } });
  expect(new Set(changes.map(({ risk }) => risk))).toEqual(new Set(['minor', 'info']));
  expect(changes.filter(({ subject }) => subject.kind === 'global')).toHaveLength(3);
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

test('directives whose names are no nouns are called directives', () => {
  const after = edited(oeStack, ['persistent: 3600', 'persistent: 600'], ['receive: OK', 'receive: Fine']);
  expect(reviewOf(oeStack, after).changes.map(({ message }) => message)).toEqual([
    'the directive receive of service "http" changes from "OK" to "Fine"',
    expect.stringMatching(/^the directive persistent of service "websocket" changes from /),
  ]);
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

test('a service that moves behind address translation touches both roles, which look for the way back', () => {
  // Without a kicker no marker of theirs tells it.
  const before = edited(fixtureText('masq-and-ipip'), ['\nroles:', '\nkicker: { module: none }\nroles:']);
  const line = '      app: { virtual_ip: app, port: 80, forwarding: masq }\n';
  const other = '      app6: { virtual_ip: app6, port: 80, forwarding: masq }\n';
  const moved = `${edited(before, [line, other], [`    services:\n${other}  files:`, '    services: {}\n  files:'])}${line}`;
  const change = reviewOf(before, moved).changes.find(({ id }) => id === 'moved/service/report/app');
  expect(change?.blast.realServers).toEqual([
    'app1.oe.example',
    'app2.oe.example',
    'app3.oe.example',
    'report1.oe.example',
  ]);
});
