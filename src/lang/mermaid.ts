// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * All but letters, digits, commas, single blanks inside the text and `.`, `-`, `_`, `/` inside a word. The dot after `www` is
 * no exception: it would make a link.
 */
const NOT_PLAIN =
  /[^\p{L}\p{M}\p{N} ,._/-]|(?<=www)\.|(?<![\p{L}\p{N}])[._/-]|[._/-](?![\p{L}\p{N}])|(?<!\S) | (?!\S)/giu;

/**
 * A label of Mermaid in quotes, its lines one below the other. Mermaid reads a label several times over: for
 * directives (`%%{`), as Markdown, for formulas (`$$`), for icons (`fa:fa-x`), as HTML. So whatever is not plain is
 * written as an entity code, which becomes a character only in the picture.
 */
export function mermaidLabel(lines: readonly string[]): string {
  return `"${lines.map(mermaidText).join('<br/>')}"`;
}

function mermaidText(text: string): string {
  return text
    .toWellFormed()
    .replace(CONTROL, '\ufffd')
    .replace(NOT_PLAIN, (character) => `#${character.codePointAt(0) ?? 0};`);
}
