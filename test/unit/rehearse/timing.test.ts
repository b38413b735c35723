import { describe, expect, it } from 'vitest';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import { healthCheckSeconds, leaveLimit, returnLimit, type Lost } from '../../../src/rehearse/timing.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** How long a change may go unnoticed, with so many services of one role; `more` is what each of them has. */
function seconds(services: readonly string[], globals = ''): number {
  const lines = services.map(
    (more, index) => `      s${index}: { virtual_ip: messaging, port: ${8000 + index}${more} }\n`,
  );
  const role = `  gui:\n    servers: { gui1: 10.0.0.1 }\n    services:\n${lines.join('')}`;
  return healthCheckSeconds(inventoryOf(role, globals === '' ? '' : `ldirectord: { ${globals} }\n`));
}

const connect = ', checktype: connect';
const negotiate = ', checktype: negotiate, service: http, request: /, receive: ok';

describe('the time in which the daemon notices a dead server', () => {
  it.each<[string, readonly string[], string, number]>([
    // An interval of 10 and a time-out of 5, for the round that is under way and the one that notices.
    ['the defaults of ldirectord', [connect], '', (10 + 5) * 2],
    ['the longer default of a negotiation', [negotiate], '', (10 + 30) * 2],
    [
      'the negotiation of a service that does not say how it is checked',
      [', service: http'],
      '',
      (10 + 30) * 2,
    ],
    ['as many pings as are sent', [', checktype: ping, checkcount: 3'], '', (10 + 15) * 2],
    ['no time for servers that nobody asks', [', checktype: on', connect], '', (10 + 5) * 2],
    ['global values', [connect], 'checkinterval: 4, checktimeout: 2', (4 + 2) * 2],
    [
      'values of the service before global ones',
      [`${connect}, checktimeout: 1`],
      'checktimeout: 9',
      (10 + 1) * 2,
    ],
    ['a longer interval of a service', [`${connect}, checkinterval: 20`], 'checkinterval: 4', (20 + 5) * 2],
    ['time-outs one after the other', [connect, connect, connect], '', (10 + 15) * 2],
    ['time-outs at the same time with fork', [connect, negotiate], 'fork: true', (10 + 30) * 2],
    ['as many rounds as failures count', [connect], 'failurecount: 3', (10 + 5) * 4],
    ['failures of a service', [connect, `${connect}, failurecount: 2`], '', (10 + 10) * 3],
    ['the time-out of a negotiation', [negotiate], 'negotiatetimeout: 7, checktimeout: 2', (10 + 7) * 2],
    ['checktimeout where a negotiation has none of its own', [negotiate], 'checktimeout: 2', (10 + 2) * 2],
  ])('%s', (_what, services, globals, expected) => {
    expect(seconds(services, globals)).toBe(expected);
  });

  it('is longer the more servers are dead', () => {
    const inventory = inventoryOf(
      '  gui:\n    servers: { gui1: 10.0.0.1 }\n    services: { a: { virtual_ip: messaging, port: 80, checktype: connect } }\n',
    );
    expect(healthCheckSeconds(inventory, 3)).toBe((10 + 3 * 5) * 2);
  });

  it('services that are not in the file take no time', () => {
    expect(seconds([connect, `${connect}, state: retired`])).toBe((10 + 5) * 2);
  });
});

/** How long a lost server of the role `gui` may stay in, and away, with these services; `api` is a role beside it. */
function limits(how: Lost['how'], services: readonly string[], globals = '', hostnames = ['gui1']) {
  const lines = services.map(
    (more, index) => `      s${index}: { virtual_ip: messaging, port: ${8000 + index}${more} }\n`,
  );
  const inventory = inventoryOf(
    `  gui:\n    servers: { gui1: 10.0.0.1, gui2: 10.0.0.2 }\n    services:\n${lines.join('')}` +
      '  api:\n    servers: { api1: 10.0.0.3 }\n    services: { a: { virtual_ip: messaging, port: 90, checktype: connect, checktimeout: 50, failurecount: 9 } }\n',
    `ldirectord: { checkinterval: 4, checktimeout: 2${globals} }\n`,
  );
  const plan = planLab(inventory);
  const [role] = plan.inventory.roles;
  const lost = { hostnames, how, services: role?.services ?? [] };
  return { leaves: leaveLimit(plan, lost), returns: returnLimit(plan, lost) };
}

describe('the time in which a lost server leaves its pools', () => {
  it.each<[string, Lost['how'], readonly string[], string, number]>([
    ['is an interval where its ports refuse', 'programs ended', [connect, connect], '', 4],
    ['has its time-outs where it has no power', 'power lost', [connect, connect], '', 4 + 2 * 2],
    [
      'has its own failures, and not those of others',
      'programs ended',
      [`${connect}, failurecount: 3`],
      '',
      3 * 4,
    ],
    ['has the failures that count for all', 'power lost', [connect], ', failurecount: 2', 2 * (4 + 2)],
    [
      'knows intervals of a service with fork alone',
      'programs ended',
      [`${connect}, checkinterval: 20`],
      '',
      4,
    ],
    [
      'has an interval of its own with fork',
      'programs ended',
      [`${connect}, checkinterval: 20`],
      ', fork: true',
      20,
    ],
    ['is that of one service with fork', 'power lost', [connect, connect], ', fork: true', 4 + 2],
    [
      'waits for name servers that have ended',
      'programs ended',
      [', protocol: udp, service: dns, checktype: negotiate, request: a.example, receive: 10.0.0.9'],
      '',
      4 + 2,
    ],
    [
      'waits at servers that no stand-in plays',
      'programs ended',
      [connect, ', checktype: external, checkcommand: /bin/true'],
      '',
      4 + 2 * 2,
    ],
  ])('%s', (_what, how, services, globals, expected) => {
    expect(limits(how, services, globals).leaves.promised).toBe(expected);
  });

  it('is longer the more servers are lost', () => {
    expect(limits('power lost', [connect], '', ['gui1', 'gui2']).leaves.promised).toBe(4 + 2 * 2);
  });

  it('has a slack that grows with the checks', () => {
    const many = Array.from({ length: 20 }, () => connect);
    expect(limits('power lost', [connect]).leaves.slack).toBe(6);
    expect(limits('power lost', many).leaves.slack).toBe(Math.ceil(5 + 41 * 0.2));
  });
});

it('a server is back after one round, however many failures count', () => {
  expect(limits('power lost', [`${connect}, failurecount: 3`]).returns.promised).toBe(4 + 2);
});
