/** A page in Markdown from its blocks, one blank line between them. */
export function page(title: string, blocks: readonly string[]): string {
  const note = '<!-- Written by `npm run golden` from the tables of the source: not by hand. -->';
  return `${[note, `# ${title}`, ...blocks].join('\n\n')}\n`;
}

/** A table in Markdown. The texts are ours and may hold Markdown themselves; a bar would end their cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Words as code, with commas between them. */
export function codeList(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
