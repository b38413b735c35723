import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markup, source } from '../../../src/page/markup.ts';
import { hostileText } from '../../property/hostile-text.ts';

test('text that is put in is escaped, markup is not, undefined is nothing', () => {
  const item = markup`<li title="${'a "b"'}">${'<b> & c'}</li>`;
  expect(markup`<ul>${[item, item]}</ul>${undefined}${3}`.html).toBe(
    '<ul>' + '<li title="a &#34;b&#34;">&#60;b&#62; &#38; c</li>'.repeat(2) + '</ul>3',
  );
});

test('control and direction characters are shown as escapes', () => {
  expect(markup`${'a\u202eb\u0007\r\n\u200b'}`.html).toBe('a\\u202eb\\u0007\\u000d\\u000a\\u200b');
});

test('source keeps its tabs and line ends', () => {
  expect(source('\ta <b>\n\n\u202e\r\n').html).toBe('\ta &#60;b&#62;\n\n\\u202e\\u000d\n');
});

test('no text gets out of its element or its quotes', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(markup`${text}`.html).not.toMatch(/[<>"']/);
      expect(source(text).html).not.toMatch(/[<>"']/);
    }),
  );
});
