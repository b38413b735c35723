import { describe, expect, it } from 'vitest';
import { healthCheckSeconds } from '../../../src/rehearse/timing.ts';
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
