/** Whether every line of a text ends as on Windows, which git makes of a checkout with `core.autocrlf`. */
export function hasWindowsLines(text: string): boolean {
  return text.includes('\r\n') && !/(?<!\r)\n|\r(?!\n)/.test(text);
}

/** The text with plain ends of lines. */
export function withPlainLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** The text with ends of lines as on Windows. */
export function withWindowsLines(text: string): string {
  return text.replaceAll('\n', '\r\n');
}
