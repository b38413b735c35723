// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/g;

/**
 * A label of Graphviz' DOT language, its lines ranged left. Between double quotes a backslash begins an escape
 * (`\N` is the name of the node) and an ampersand an HTML entity, so neither stays as it is.
 */
export function dotLabel(lines: readonly string[]): string {
  return `"${lines.map((line) => `${dotText(line)}\\l`).join('')}"`;
}

function dotText(text: string): string {
  return text.toWellFormed().replace(CONTROL, '\ufffd').replaceAll('&', '&amp;').replace(/[\\"]/g, '\\$&');
}
