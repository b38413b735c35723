/** Text that Markdown shows as it stands, in a paragraph as well as in a cell of a table. */
export function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|#~&!$]/g, '\\$&')
    .replace(/^([-+])(?=\s|$)/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}
