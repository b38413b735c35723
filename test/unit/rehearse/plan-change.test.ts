import { describe, expect, it } from 'vitest';
import { givenBack } from '../../../src/rehearse/checks/managed.ts';
import { leaveOutMarks } from '../../../src/rehearse/marks.ts';
import type { LabPlan } from '../../../src/rehearse/model.ts';
import { planBefore, planChange, planOfState } from '../../../src/rehearse/plan-change.ts';
import { sampleChange } from '../../../src/rehearse/sample.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** The lab of a change of a role, from its services, or from its servers, too. */
function planOf(before: string, after: string, servers = ['g1: 10.0.0.1', 'g1: 10.0.0.1']): LabPlan {
  const [old, next] = [before, after].map((services, index) =>
    inventoryOf(`  gui:\n    servers: { ${servers[index]} }\n    services: { ${services} }\n`),
  );
  if (old === undefined || next === undefined) throw new Error('two states');
  const samples = sampleChange(old, next);
  return planChange(samples.before, samples.after);
}

const http = (more: string): string => `http: { virtual_ip: messaging, port: 80, ${more} }`;
const standInsOf = ({ hosts }: LabPlan): unknown =>
  hosts
    .find(({ hostname }) => hostname === 'g1')
    ?.standIns.map(({ port, speaks, answers }) => [
      port,
      speaks,
      ...answers.map(({ request, answer }) => `${request} → ${answer}`),
    ]);

describe('the stand-ins of a change', () => {
  it.each([
    ['another receive', http('receive: ok'), http('receive: ready'), [80, 'http', '/ → ready ok']],
    ['an answer that does for both', http('receive: o+k'), http('receive: ok'), [80, 'http', '/ → ok']],
    ['lines', http('receive: "^(?:a)$"'), http('receive: "(?m)^b$"'), undefined],
    ['ends', http('receive: "^one"'), http('receive: "two$"'), [80, 'http', '/ → one two']],
    [
      'another request',
      http('request: "/old", receive: ok'),
      http('request: "/new", receive: ok'),
      [80, 'http', '/new → ok', '/old → ok'],
    ],
    ['connect', http('receive: ok'), http('checktype: connect'), [80, 'http', '/ → ok']],
    ['TLS', http('receive: ok'), http('service: https, receive: fine'), [80, 'https', '/ → fine ok']],
    ['no TLS', http('service: https, receive: ok'), http('receive: ok'), [80, 'https', '/ → ok']],
  ])('answer the checks of both states: %s', (_what, before, after, expected) => {
    const plan = planOf(before, after);
    if (expected === undefined) {
      expect(plan.notRehearsed.map(({ service }) => service)).toEqual(['http']);
      return;
    }
    expect(standInsOf(plan)).toEqual([expected]);
    expect(plan.notRehearsed).toEqual([]);
  });

  it("answer a server's own check of both states", () => {
    const own = (receive: string): string =>
      `g1: { address: 10.0.0.1, request: "/own", receive: ${receive} }`;
    const plan = planOf(http('receive: ok'), http('receive: ok'), [own('old'), own('new')]);
    expect(standInsOf(plan)).toEqual([[80, 'http', '/own → new old']]);
  });
});

describe('what a change leaves out', () => {
  it.each([
    [
      'wants another answer on port 80 of g1 than after the change',
      http('receive: ^one$'),
      http('receive: ^two$'),
    ],
    [
      'has a check by smtp on port 80 of g1, which speaks http for a check after the change',
      http('service: smtp'),
      http('receive: ok'),
    ],
    [
      'has a check by mysql, which no stand-in speaks over TCP, before the change',
      http('service: mysql'),
      http('checktype: connect'),
    ],
    [
      'has a check by mysql, which no stand-in speaks over TCP',
      http('checktype: connect'),
      http('service: mysql'),
    ],
  ])('is a service by its own name, once: it %s', (why, before, after) => {
    expect(planOf(before, after).notRehearsed).toEqual([{ service: 'http', why }]);
  });

  it('is a service that has a firewall mark in either state, where packets cannot have one', () => {
    const [before, after] = ['ports: [80, 81], fwmark: 1', 'port: 80'].map((keys) =>
      inventoryOf(
        `  gui:\n    servers: { g1: 10.0.0.1 }\n    services: { http: { virtual_ip: messaging, ${keys}, checktype: connect } }\n`,
      ),
    );
    if (before === undefined || after === undefined) throw new Error('two states');
    const samples = sampleChange(before, after);
    const plan = leaveOutMarks(planChange(samples.before, samples.after), [after, before]);
    expect(plan.notRehearsed.map(({ service }) => service)).toEqual(['http']);
  });

  it('is said of both states, and once where it is the same', () => {
    const of = (count: number, name: string): string =>
      `  ${name}:\n    servers: { ${Array.from({ length: count }, (_none, index) => `${name}${index + 1}: 10.0.${name.length}.${index + 1}`).join(', ')} }\n` +
      `    services: { s${name}: { virtual_ip: messaging, port: ${8000 + name.length} } }\n`;
    const { before, after } = sampleChange(
      inventoryOf(of(6, 'gui') + of(6, 'cache')),
      inventoryOf(of(5, 'gui') + of(6, 'cache')),
    );
    expect(planChange(before, after).reduced).toEqual([
      '3 of 6 servers of role "cache" (cache1, cache2, cache3)',
      '4 of 6 servers of role "gui" (gui1, gui2, gui3, gui6) before the change',
      '3 of 5 servers of role "gui" (gui1, gui2, gui3) after the change',
    ]);
  });
});

describe('virtual IPs that others bind', () => {
  const gui = '  gui:\n    servers: { g1: 10.0.0.1 }\n    services: { http: { virtual_ip: a, port: 80 } }\n';
  const cache = gui.replaceAll('gui', 'cache').replace('g1: 10.0.0.1', 'c1: 10.0.0.2').replace('http', 'sc');
  const external = (roles: string, virtualIps: string): ReturnType<typeof inventoryOf> => {
    const inventory = inventoryOf(roles, '', virtualIps);
    return { ...inventory, directors: { ...inventory.directors, ha: 'external' } };
  };
  const before = external(gui + cache.replace('virtual_ip: a', 'virtual_ip: b'), 'a: 10.0.1.1, b: 10.0.1.2');

  it('are those of each state', () => {
    const after = inventoryOf(gui, '', 'a: 10.0.1.1');
    const samples = sampleChange(before, after);
    const whole = planChange(samples.before, samples.after);
    const [old, next] = [before, after].map((inventory) => planOfState(whole, inventory));
    expect(old?.boundByOthers.map(({ host, address }) => `${host} ${address}`)).toEqual([
      'h0 10.0.1.1/32',
      'h0 10.0.1.2/32',
    ]);
    expect(next?.boundByOthers).toEqual([]);
    if (old === undefined || next === undefined) throw new Error('two states');
    // What the module binds itself from now on stays: nobody takes it away under its clients.
    expect(givenBack(old, next).map(({ address }) => address)).toEqual(['10.0.1.2/32']);
    expect(givenBack(old, old)).toEqual([]);
  });
});

describe('a host before the change', () => {
  const roleOf = (name: string, port: number): string =>
    `  ${name}:\n    servers: { g1: 10.0.0.1 }\n    services: { s${port}: { virtual_ip: messaging, port: ${port} } }\n`;
  const [one, two] = [inventoryOf(roleOf('a', 80)), inventoryOf(roleOf('a', 80) + roleOf('b', 81))];
  const { hosts } = one.directors;
  const directed = {
    ...one,
    directors: { ...one.directors, hosts: [...hosts, ...(one.roles[0]?.servers ?? [])] },
  };

  it.each([
    [
      'has not got the roles that the change gives it',
      one,
      two,
      ['real server', 'a'],
      ['real server', 'a', 'b'],
    ],
    ['keeps the roles that the change takes', two, one, ['real server', 'a', 'b'], ['real server', 'a', 'b']],
    [
      'is a real server that becomes a director',
      one,
      directed,
      ['real server', 'a'],
      ['director', 'lvs', 'a'],
    ],
  ])('%s', (_what, older, newer, before, after) => {
    const samples = sampleChange(older, newer);
    const whole = planChange(samples.before, samples.after);
    const kindOf = (plan: LabPlan): unknown =>
      plan.hosts.filter(({ hostname }) => hostname === 'g1').map(({ kind, roles }) => [kind, ...roles]);
    expect(kindOf(whole)).toEqual([after]);
    expect(kindOf(planBefore(whole, older))).toEqual([before]);
  });
});
