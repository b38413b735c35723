import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dotLabel } from '../../../src/lang/dot.ts';
import { mermaidLabel } from '../../../src/lang/mermaid.ts';
import { xmlText } from '../../../src/lang/xml.ts';
import { hostileText } from '../../property/hostile-text.ts';

const settings = { numRuns: 500, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) };

/** What a language cannot hold arrives as the replacement character. */
const without = (text: string, refused: RegExp): string => text.toWellFormed().replace(refused, '\ufffd');

describe('xmlText', () => {
  test.each([
    ['<b>&"\'', '&#60;b&#62;&#38;&#34;&#39;'],
    ['a\tb\nc', 'a&#9;b&#10;c'],
    ['a\u0000b\ufffe\ud800', 'a\ufffdb\ufffd\ufffd'],
    ['中 é 😀 plain', '中 é 😀 plain'],
  ])('%j', (text, expected) => {
    expect(xmlText(text)).toBe(expected);
  });

  test('any text comes back, and none begins anything', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const written = xmlText(text);
        // oxlint-disable-next-line no-control-regex
        expect(written).toMatch(/^(?:[^&<>"'\u0000-\u001f\ufffe\uffff]|&#\d+;)*$/u);
        const read = written.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
        // oxlint-disable-next-line no-control-regex
        expect(read).toBe(without(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g));
      }),
      settings,
    );
  });
});

describe('dotLabel', () => {
  test.each<[string[], string]>([
    [['a', 'b'], '"a\\lb\\l"'],
    [['say "x"'], '"say \\"x\\"\\l"'],
    [['\\N \\l \\'], '"\\\\N \\\\l \\\\\\l"'],
    [['&lt; <b>'], '"&amp;lt; <b>\\l"'],
    [['a\nb\u0000'], '"a\ufffdb\ufffd\\l"'],
    [[], '""'],
  ])('%j', (lines, expected) => {
    expect(dotLabel(lines)).toBe(expected);
  });

  test('any text comes back, and none ends the string', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const written = dotLabel([text]);
        expect(written).toMatch(/^"(?:[^"\\\n]|\\["\\])*\\l"$/u);
        const read = written.slice(1, -3).replace(/\\(.)/gu, '$1').replaceAll('&amp;', '&');
        // oxlint-disable-next-line no-control-regex
        expect(read).toBe(without(text, /[\u0000-\u001f\u007f]/g));
      }),
      settings,
    );
  });
});

describe('mermaidLabel', () => {
  test.each<[string[], string]>([
    [['role gui', 'web front end'], '"role gui<br/>web front end"'],
    [['a-b_c.d/e, f'], '"a-b_c.d/e, f"'],
    [['say "x"'], '"say #34;x#34;"'],
    [['`md` *b* #35;'], '"#96;md#96; #42;b#42; #35;35#59;"'],
    [['<script>&'], '"#60;script#62;#38;"'],
    [['%%{init}%%'], '"#37;#37;#123;init#125;#37;#37;"'],
    [['fa:fa-car $$x$$'], '"fa#58;fa-car #36;#36;x#36;#36;"'],
    // A list, a rule and a link of Markdown.
    [['1. a', '- b', '---', 'www.oe.example'], '"1#46; a<br/>#45; b<br/>#45;#45;#45;<br/>www#46;oe.example"'],
    [['_a_', '    code'], '"#95;a#95;<br/>#32;#32;#32;#32;code"'],
    [['a\nb\u0000'], '"a\ufffdb\ufffd"'],
  ])('%j', (lines, expected) => {
    const plain = (text: string): string => text.replaceAll('\ufffd', `#${0xfffd};`);
    expect(mermaidLabel(lines)).toBe(plain(expected));
  });

  test('any text comes back, and none means anything to Mermaid, Markdown or HTML', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const written = mermaidLabel([text]);
        expect(written).toMatch(/^"(?:[\p{L}\p{M}\p{N} ,._/-]|#\d+;)*"$/u);
        expect(written).not.toMatch(/^" |--|__| {2}| "$|www\./iu);
        const read = written
          .slice(1, -1)
          .replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
        // oxlint-disable-next-line no-control-regex
        expect(read).toBe(without(text, /[\u0000-\u001f\u007f-\u009f]/g));
      }),
      settings,
    );
  });
});
