/** Text that Markdown shows as it stands, in a paragraph as well as in a cell of a table. */
export function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|#~&!$]/g, '\\$&')
    .replace(/^([-+])(?=\s|$)/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Text as code within a line. Hosts of repositories look for mentions, references and emoji everywhere but in code. */
export function markdownCode(text: string): string {
  const line = text.toWellFormed().replace(CONTROL, '\ufffd');
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  // One blank at both ends is not shown; it keeps backticks apart, and blanks of the text where they are.
  const blank = line === '' || /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return `${fence}${blank}${line}${blank}${fence}`;
}

/** Words with a hyphen, a dot or a slash inside, an address without port, and the marks around them. */
const PLAIN_WORD =
  /^[“"'(]{0,2}[\p{L}\p{M}\p{N}]+(?:[-–.,/'’][\p{L}\p{M}\p{N}]+)*[”"')]{0,2}[,.;:?]?$|^[→–—]$/u;

/** What hosts of repositories take for a link, or Markdown for a list, wherever it stands in a word that is plain otherwise. */
const LINKS: readonly RegExp[] = [
  // A web address, a commit, an issue of GitHub, an issue of a tracker.
  /www\./i,
  /(?<![\p{L}\p{N}])[0-9a-f]{7,}(?![\p{L}\p{N}])/iu,
  /(?<![\p{L}\p{N}])gh-\d/iu,
  /[A-Z][A-Z0-9]*-\d/,
  /^\d+[.)]$/,
];

/** What stands between backticks, with the marks around it. */
const CODE_WORD = /^([“"'(]{0,2})`([^`]+)`([”"')]{0,2}[,.;:?]?)$/u;

/**
 * A sentence in which nothing is markup, a mention, a reference or a link: words in which anything could be one are shown as
 * code, as is what stands between backticks.
 */
export function markdownProse(text: string): string {
  const words = text.match(/(?:[^ `]|`[^`]+`|`)+/g);
  // Nothing at all would make a rule of the dash of its list.
  return words === null ? markdownCode(text) : words.map(proseWord).join(' ');
}

function proseWord(word: string): string {
  if (PLAIN_WORD.test(word) && !LINKS.some((link) => link.test(word))) return word;
  const [, before = '', code = word, after = ''] = CODE_WORD.exec(word) ?? [];
  return `${before}${markdownCode(code)}${after}`;
}

/**
 * Markdown of a line within a cell of a table, which a bar would end, in code as well. Programs do not agree on a bar
 * behind a backslash: there a broken bar stands for it.
 */
export function markdownCell(markdown: string): string {
  return markdown.replace(/\\?\|/g, (bar) => (bar === '|' ? '\\|' : '\\¦'));
}

/** Lines of code between fences that are longer than any run of backticks in them. */
export function markdownFence(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  return `${fence}${language}\n${text.replace(/\n*$/, '\n')}${fence}`;
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
