/** Where something stands, or the end of the text. */
export function closingOf(text: string, wanted: string, from: number): number {
  const end = text.indexOf(wanted, from);
  return end < 0 ? text.length : end;
}

/** The first of these characters that has no backslash before it, or the end of the text. */
export function stringEnd(text: string, from: number, ...wanted: readonly string[]): number {
  let at = from;
  while (at < text.length && !wanted.includes(text[at] ?? '')) at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

/** The slash that ends a regular expression, or the end of the line. */
export function regexEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '/' && text[at] !== '\n')
    at += text[at] === '\\' && text[at + 1] !== '\n' ? 2 : 1;
  return Math.min(at, text.length);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  s: ' ',
  '\n': '',
  '\r\n': '',
};

/** The text that quotes hold: in single quotes a backslash only covers another and the quote. */
export function quotedText(text: string, quote: '"' | "'"): string {
  if (!text.includes('\\')) return text;
  if (quote === "'") return text.replaceAll(/\\([\\'])/g, '$1');
  return text.replaceAll(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([nrts]|\r?\n)|([\\"'$]))/g,
    (whole: string, long?: string, short?: string, letter?: string, itself?: string) => {
      const code = long ?? short;
      if (code !== undefined) return character(Number.parseInt(code, 16)) ?? whole;
      return letter === undefined ? (itself ?? whole) : (ESCAPES[letter] ?? whole);
    },
  );
}

function character(code: number): string | undefined {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}

/**
 * Where the body of a heredoc ends, behind the line with its tag.
 * @param from where the first line of the body begins
 * @param head what stands in `@(…)`: the tag, in quotes or not, then a format and escapes
 */
export function heredocBody(text: string, from: number, head: string): number {
  const tag = head
    .replace(/[:/].*$/s, '')
    .replaceAll('"', '')
    .trim();
  let at = from;
  while (at < text.length) {
    const end = closingOf(text, '\n', at);
    const line = text.slice(at, end).trim();
    // A bar says how far the body is indented, a dash that its last line has no end.
    if (line.endsWith(tag) && line.replace(/^\|?[ \t]*-?[ \t]*/, '') === tag) return end;
    at = end + 1;
  }
  return text.length;
}
