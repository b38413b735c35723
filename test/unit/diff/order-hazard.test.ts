import { describe, expect, it } from 'vitest';
import { worstHazard } from '../../../src/diff/order-hazard.ts';
import { hazardLine } from '../../../src/report/words.ts';

const nobody = { directors: [], realServers: [], reloads: [], kicked: [], unknownHosts: [] };
const [servers, directors] = (['real servers', 'directors'] as const).map((first) => ({
  first,
  otherwise: 'clients get no answer',
}));
const never = { first: 'neither', otherwise: 'the addresses change places' } as const;

describe('the order for several changes together', () => {
  it('is the one that they share', () => {
    expect(worstHazard([undefined, servers, servers])).toEqual(servers);
    expect(worstHazard([undefined])).toBeUndefined();
  });

  it('is neither where they contradict each other', () => {
    expect(worstHazard([servers, directors])).toMatchObject({ first: 'neither' });
  });

  it('is that of the change for which there is none', () => {
    const both = worstHazard([servers, directors]);
    expect(worstHazard([servers, both, never, directors])).toEqual(never);
  });

  it('reads as a sentence', () => {
    expect(hazardLine({ ...nobody, hazard: directors })).toBe(
      'order: directors first, otherwise clients get no answer',
    );
    expect(hazardLine({ ...nobody, hazard: never })).toBe(
      'order: neither real servers nor directors first, because the addresses change places',
    );
  });
});
