/** What a test asks of an SVG file, in pixels where it is a place. */
export interface SvgFile {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The names of all elements, in order. */
  readonly elements: readonly string[];
  readonly rects: readonly Rect[];
  readonly texts: readonly Text[];
  /** How many elements are drawn with dashes. */
  readonly dashed: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

const TOKEN = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&>]*(?:&#\d+;[^"<&>]*)*")*)(\/?)>|((?:[^<>&]|&#\d+;)+)/gy;

/**
 * Reads the XML that the SVG printer writes, and no other: a smaller grammar than XML's, so that what this takes is
 * well-formed, and what broke out of its place is an error.
 */
export function readSvg(source: string): SvgFile {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: number[] = [];
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [token, end, name = '', attributes = '', alone, text] = match;
    at = match.index + token.length;
    if (text !== undefined) append(elements[open.at(-1) ?? -1], text);
    else if (end === '/') {
      if (elements[open.pop() ?? -1]?.name !== name) throw new Error(`</${name}> ends nothing`);
    } else {
      if (open.length === 0 && elements.length > 0) throw new Error(`<${name}> is a second root`);
      elements.push({ name, attributes: readAttributes(attributes), text: '' });
      if (alone !== '/') open.push(elements.length - 1);
    }
  }
  if (at !== source.length || open.length > 0)
    throw new Error(`not well-formed: ${source.slice(at, at + 60)}`);
  const [root] = elements;
  const number = (value: string | undefined): number => Number(value);
  const named = (name: string): typeof elements => elements.filter((element) => element.name === name);
  return {
    width: number(root?.attributes['width']),
    height: number(root?.attributes['height']),
    title: named('title')[0]?.text ?? '',
    elements: elements.map(({ name }) => name),
    rects: named('rect').map(({ attributes: { x, y, width, height } }) => ({
      x: number(x),
      y: number(y),
      width: number(width),
      height: number(height),
    })),
    texts: named('text').map(({ attributes: { x, y }, text }) => ({ x: number(x), y: number(y), text })),
    dashed: elements.filter(({ attributes }) => 'stroke-dasharray' in attributes).length,
  };
}

function append(element: { text: string } | undefined, text: string): void {
  if (element !== undefined) element.text += decode(text);
  else if (text.trim() !== '') throw new Error(`text outside of the root: ${text}`);
}

function readAttributes(text: string): Record<string, string> {
  const found = [...text.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, decode(value)],
  );
  const attributes = Object.fromEntries(found);
  if (Object.keys(attributes).length !== found.length) throw new Error(`an attribute twice: ${text}`);
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
