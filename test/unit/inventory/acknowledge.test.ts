import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/lint.ts';
import { fixtureText } from '../diff/inventories.ts';

const oeStack = fixtureText('oe-stack');
const findingsOf = (text: string): string[] =>
  lint({ path: 'lvs.yaml', text }).findings.map(({ code, message }) => `${code}: ${message}`);

describe('a comment that allows a finding, in an inventory with a mistake', () => {
  // The rules have not run: nobody knows whether what it allows is there.
  it.each([
    ['an unknown key', 'author: oe', 'authr: oe', 'unknown-key'],
    ['an unknown name', 'virtual_ip: web', 'virtual_ip: wbe', 'unknown-reference'],
    ['text that is not YAML', 'author: oe', 'author: oe: x', 'yaml-syntax'],
  ])('is not taken for left behind: %s', (_what, from, to, code) => {
    expect(oeStack).toContain('lvs-puppet: allow');
    expect(oeStack).toContain(from);
    const codes = lint({ path: 'lvs.yaml', text: oeStack.replace(from, to) }).findings.map((one) => one.code);
    expect(new Set(codes)).toEqual(new Set([code]));
  });

  it('is reported where it is wrong in itself', () => {
    const wrong = ['allow no-such-code - reason', 'allow unknown-key - reason', 'allow unused-virtual-ip'];
    const comments = wrong.map((text) => `# lvs-puppet: ${text}\n`).join('');
    expect(findingsOf(`${comments}${oeStack.replace('author: oe', 'authr: oe')}`)).toEqual([
      'unused-acknowledgement: there is no finding "no-such-code"',
      'unused-acknowledgement: unknown-key cannot be allowed: a key that the language does not have',
      'unused-acknowledgement: this comment does not say what it allows and why',
      expect.stringContaining('unknown-key: '),
    ]);
  });

  it('is reported without a mistake, where it allows nothing', () => {
    expect(findingsOf(oeStack)).toEqual([]);
    expect(findingsOf(`# lvs-puppet: allow unused-virtual-ip - soon\n${oeStack}`)).toEqual([
      'unused-acknowledgement: there is no finding unused-virtual-ip on this line or the next',
    ]);
  });
});
