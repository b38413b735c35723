/** A Ruby string in single quotes: only the quote and the backslash mean anything between them. */
export function rubyString(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
