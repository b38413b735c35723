import { createHash } from 'node:crypto';

/** SHA-256 of a text (as UTF-8) or of bytes, in hexadecimal. */
export function hashOf(content: string | Uint8Array): string {
  const hash = createHash('sha256');
  return (typeof content === 'string' ? hash.update(content, 'utf8') : hash.update(content)).digest('hex');
}
