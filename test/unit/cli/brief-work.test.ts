import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { doBriefly, NORMAL_BUDGET } from '../../../src/cli/brief-work.ts';

const MEASURED = process.versions.v8.startsWith('11.3.');

describe('doBriefly', () => {
  it('gives what the work gives, and throws what it throws', () => {
    expect(doBriefly(() => 1)).toBe(1);
    expect(() =>
      doBriefly(() => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
  });

  // With another value V8 would refuse all compiled code that is loaded later.
  it.runIf(MEASURED)('puts back the value that V8 has by itself', () => {
    const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    expect(options).toContain(`default: --interrupt-budget=${NORMAL_BUDGET}\n`);
  });
});
