import { readFallback, resolveFallback } from './endpoints.ts';
import { directiveIn, wholeLine, type Line, type Written } from './lines.ts';
import type { Directive, Fallback } from './model.ts';
import type { Reading } from './reading.ts';
import { refuseLine } from './refuse-line.ts';
import { globalReaders } from './values.ts';

/** What stands outside of sections. */
export interface Globals {
  readonly directives: Map<string, Directive>;
  readonly fallbacks: Map<4 | 6, Fallback>;
  readonly instances: Directive[];
}

const globalNames = [...globalReaders.keys(), 'fallback', 'fallback6', 'execute', 'virtual', 'virtual6'];

/** What came instead of directives that the daemon refuses by name. */
const REPLACED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    timeout: 'checktimeout and negotiatetimeout',
    connecttimeout: 'negotiatetimeout',
  }),
);

/** Whether a line says, without its indentation, what may stand outside of sections, or what may not any more. */
export function isGlobal(text: string, line: Line): boolean {
  const name = directiveIn(text, line)?.name ?? '';
  return text.startsWith('supervised') || globalNames.includes(name) || REPLACED.has(name);
}

/** Reads a line outside of sections that is neither blank nor a comment; `text` is what it says, without its indentation. */
export function readGlobal(
  { directives, fallbacks, instances }: Globals,
  text: string,
  line: Line,
  reading: Reading,
): void {
  if (text.startsWith('supervised')) return readSupervised(directives, text, line, reading);
  const written = directiveIn(text, line);
  if (written === undefined) return refuseLine(line, globalNames, reading);
  const { name, text: value, at } = written;
  if (name === 'fallback' || name === 'fallback6') return readGlobalFallback(fallbacks, written, reading);
  if (name === 'execute') {
    instances.push({ name, value, at });
    return;
  }
  const replaced = REPLACED.get(name);
  if (replaced !== undefined)
    return reading.refuse(
      'deprecated-directive',
      `${name} is not a directive any more`,
      wholeLine(line),
      `write ${replaced}`,
    );
  const read = globalReaders.get(name)?.(value);
  if (read === undefined) return refuseLine(line, globalNames, reading);
  if ('wanted' in read) return reading.refuse('invalid-value', `${name} must be ${read.wanted}`, at);
  directives.set(name, { name, value: read.value, at });
}

/** Alone in its line it means yes; whatever begins with it is taken for it. */
function readSupervised(
  directives: Map<string, Directive>,
  text: string,
  line: Line,
  reading: Reading,
): void {
  const name = 'supervised';
  const value = /^supervised[\t-\r ]*=[\t-\r ]*(yes|no)$/.exec(text)?.[1];
  if (value !== undefined || /^supervised[\t-\r ]*$/.test(text))
    directives.set(name, { name, value: value ?? 'yes', at: wholeLine(line) });
  else reading.refuse('invalid-value', 'supervised must be `yes` or `no`', wholeLine(line));
}

/** A global fallback is for streams and for datagrams, so a port by name must be one of both. */
function readGlobalFallback(
  fallbacks: Map<4 | 6, Fallback>,
  { name, text, at }: Written,
  reading: Reading,
): void {
  const family = name === 'fallback6' ? 6 : 4;
  const fallback = reading.take(readFallback(text, undefined, at));
  if (fallback === undefined) return;
  const found = reading.take(resolveFallback(fallback, family, 'tcp', reading.lookup));
  if (found === undefined) return;
  if (reading.take(resolveFallback(fallback, family, 'udp', reading.lookup)) !== undefined)
    fallbacks.set(family, found);
}
