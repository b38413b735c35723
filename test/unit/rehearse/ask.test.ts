import { describe, expect, it } from 'vitest';
import type { VirtualService } from '../../../src/inventory/model.ts';
import { countAnswers, questionFor, type Answer } from '../../../src/rehearse/ask.ts';
import { inventoryOf } from '../graph/inventories.ts';

const answer = (host: string | null, error: string | null = null): Answer => ({
  id: 'amqp',
  from: '192.0.2.1',
  host,
  error,
  milliseconds: 1,
});

describe('counted answers', () => {
  it('are counted by their host, failures by their error', () => {
    const { hosts, errors } = countAnswers([
      answer('b'),
      answer('a'),
      answer(null, 'refused'),
      answer('b'),
      answer(null, 'timeout'),
      answer(null, 'refused'),
      answer(null),
    ]);
    expect([...hosts]).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
    expect([...errors]).toEqual([
      ['refused', 2],
      ['timeout', 1],
      ['no answer', 1],
    ]);
  });

  it('a host may be called as any error is', () => {
    const { hosts, errors } = countAnswers([answer('timeout'), answer(null, 'timeout')]);
    expect([hosts.get('timeout'), errors.get('timeout')]).toEqual([1, 1]);
  });

  it('are none where nobody asked', () => {
    expect(countAnswers([])).toEqual({ hosts: new Map(), errors: new Map() });
  });
});

function serviceOf(text: string): VirtualService {
  const inventory = inventoryOf(
    `  gui:\n    servers: { gui1: 10.0.0.1 }\n    services: { it: { virtual_ip: messaging, ${text} } }\n`,
  );
  const [service] = inventory.roles[0]?.services ?? [];
  if (service === undefined) throw new Error(text);
  return service;
}

describe('the question for a service', () => {
  it('goes to its virtual IP', () => {
    expect(questionFor(serviceOf('port: 80, checktype: connect'), 80, ['192.0.2.1'], 4)).toEqual({
      id: 'it',
      protocol: 'tcp',
      address: '172.31.8.100',
      port: 80,
      from: ['192.0.2.1'],
      each: 4,
    });
  });
});
