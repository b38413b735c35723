import { existsSync } from 'node:fs';

/** Debian's package puts it there; another build of it would be another judge. */
const CHROMIUM = '/usr/bin/chromium';

/** The browser that the suite `browser` drives, where it is installed. */
export function findChromium(): string | undefined {
  return existsSync(CHROMIUM) ? CHROMIUM : undefined;
}
