import { describe, expect, test } from 'vitest';
import { style } from '../../../src/page/style.ts';

/** The colours of the style sheet, for light and for dark. */
const colours = new Map(
  [...style.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Contrast as WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const marks = ['added', 'removed', 'changed', 'moved', 'renamed', 'reordered'];
const risks = ['blocker', 'critical', 'major', 'minor', 'info'];
const backs = ['paper', 'panel', 'virtual-ip', 'role'];

/** Text and what it stands on: WCAG AA wants 4.5. */
const texts: [string, string][] = [
  ...['ink', 'muted', 'link'].flatMap((text) =>
    ['paper', 'panel'].map((back): [string, string] => [text, back]),
  ),
  ...backs.map((back): [string, string] => ['ink', back]),
  ...marks.map((mark): [string, string] => [mark, `${mark}-back`]),
  ...marks.map((mark): [string, string] => ['paper', mark]),
  ...risks.map((risk): [string, string] => ['on-risk', risk]),
  ...risks.map((risk): [string, string] => [risk, 'paper']),
  ['ink', 'added-back'],
  ['ink', 'removed-back'],
];

/** Lines and borders that say something: 3. */
const shapes: [string, string][] = [
  ['line', 'panel'],
  ['link', 'paper'],
  ...marks.flatMap((mark) => backs.map((back): [string, string] => [mark, back])),
  ...risks.map((risk): [string, string] => [risk, 'panel']),
];

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const ratio = ([text, back]: [string, string]): number => {
    const [front, behind] = [colours.get(text), colours.get(back)];
    if (front === undefined || behind === undefined) throw new Error(`no colour ${text} or ${back}`);
    return contrast(front[scheme], behind[scheme]);
  };

  test('text can be read', () => {
    expect(texts.filter((pair) => ratio(pair) < 4.5)).toEqual([]);
  });

  test('lines and borders can be seen', () => {
    expect(shapes.filter((pair) => ratio(pair) < 3)).toEqual([]);
  });
});

test('the style sheet takes its colours from these pairs alone', () => {
  const rest = style.replace(/^\s*--[a-z-]+: light-dark\(.*$/gm, '');
  expect(rest).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl|oklch/i);
});
