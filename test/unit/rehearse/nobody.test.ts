import { describe, expect, it } from 'vitest';
import { lastResortOf, wrongWithoutServers } from '../../../src/rehearse/nobody.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import { inventoryOf } from '../graph/inventories.ts';

const wrong = (...[resort, hosts, errors]: [Parameters<typeof wrongWithoutServers>[0], object, object]) =>
  wrongWithoutServers(resort, new Map(Object.entries(hosts)), new Map(Object.entries(errors)));

describe('a service without servers and without a fallback', () => {
  it('refuses', () => {
    expect(wrong(undefined, {}, { refused: 8 })).toEqual([]);
  });

  it('leaves nobody waiting, and is answered by nobody', () => {
    expect(wrong(undefined, {}, { refused: 7, timeout: 1 })).toEqual(['timeout 1']);
    expect(wrong(undefined, { a1: 1 }, { refused: 7 })).toEqual(['a1 answered 1']);
  });
});

describe('a service without servers and with a fallback', () => {
  const resort = { fallback: '10.0.0.9', hostname: '10.0.0.9' };

  it('is answered by it alone', () => {
    expect(wrong(resort, { '10.0.0.9': 8 }, {})).toEqual([]);
    expect(wrong(resort, { '10.0.0.9': 7, a1: 1 }, {})).toEqual(['a1 answered 1']);
    expect(wrong(resort, { '10.0.0.9': 7 }, { refused: 1 })).toEqual(['refused 1']);
    expect(wrong(resort, {}, {})).toEqual(['nobody was heard']);
  });

  it('is not judged where the lab does not have it', () => {
    expect(wrong({ fallback: 'sorry', hostname: undefined }, {}, { timeout: 8 })).toEqual([]);
  });
});

describe('the host that is a fallback', () => {
  const resortOf = (fallback: string) => {
    const plan = planLab(
      inventoryOf(
        `  a:\n    servers: { a1: 10.0.0.1 }\n    services: { s: { virtual_ip: messaging, port: 81, checktype: connect${fallback} } }\n` +
          '  b:\n    servers: { b1: 10.0.0.2 }\n    services: { t: { virtual_ip: messaging, port: 82, checktype: connect } }\n',
      ),
    );
    const [service] = plan.inventory.roles[0]?.services ?? [];
    return service && lastResortOf(plan, service);
  };

  it.each<[string, string | undefined]>([
    ['10.0.0.2', 'b1'],
    ['10.0.0.9', '10.0.0.9'],
    ['127.0.0.1', 'lvs1.oe.example'],
    ['sorry.example', undefined],
  ])('%s is %s', (fallback, hostname) => {
    expect(resortOf(`, fallback: '${fallback}:81'`)).toEqual({ fallback, hostname });
  });

  it('has a name without capitals', () => {
    expect(resortOf(", fallback: 'B1:81'")).toEqual({ fallback: 'b1', hostname: 'b1' });
  });

  it('is nobody where there is none', () => {
    expect(resortOf('')).toBeUndefined();
  });
});
