/**
 * Whether most lines of a text end as on Windows, which git makes of a checkout with `core.autocrlf`; an editor or a
 * script may have added some with plain ends. A carriage return anywhere else is a character like others.
 */
export function hasWindowsLines(text: string): boolean {
  if (!text.includes('\r\n') || /\r(?!\n)/.test(text)) return false;
  const all = text.split('\n').length - 1;
  return 2 * (text.split('\r\n').length - 1) > all;
}

/** The text with plain ends of lines. */
export function withPlainLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** The text with ends of lines as on Windows. */
export function withWindowsLines(text: string): string {
  return text.replaceAll('\n', '\r\n');
}
