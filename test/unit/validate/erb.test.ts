import { describe, expect, it } from 'vitest';
import { parseRubyMessage } from '../../../src/validate/erb.ts';

describe('what Ruby says about a template', () => {
  it('is one issue for each error, with the line of the template', () => {
    const message = `L:2: syntax error, unexpected ';', expecting ')'
...eze; _erbout.<<(( foo( ).to_s); _erbout
...                              ^
L:4: syntax error, unexpected ')'
_erbout.<<(( 1 + ).to_s); L:9 x
                 ^`;
    expect(parseRubyMessage(message, 'L')).toEqual([
      { line: 2, message: "syntax error, unexpected ';', expecting ')'" },
      { line: 4, message: "syntax error, unexpected ')'" },
    ]);
  });

  it('is found in the picture that Ruby draws from 3.4 on', () => {
    const message = `L:3: syntax errors found (SyntaxError)
  2 | a
> 3 | _erbout.<<(( foo( ).to_s)
    |                   ^ unexpected ')'; expected an expression
    |                         ^~~ expected a matching \`)\`
  4 | b`;
    expect(parseRubyMessage(message, 'L')).toEqual([
      { line: 3, message: "syntax error: unexpected ')'; expected an expression" },
      { line: 3, message: 'syntax error: expected a matching `)`' },
    ]);
  });

  it('may have no place', () => {
    expect(parseRubyMessage('unknown encoding name - latin1', 'L')).toEqual([
      { line: 1, message: 'unknown encoding name - latin1' },
    ]);
  });
});
