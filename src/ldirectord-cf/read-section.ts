import { readEndpoint, readFallback, readReals, resolveEndpoint, resolveFallback } from './endpoints.ts';
import type { WrittenEndpoint } from './endpoints.ts';
import { directiveIn, wholeLine, type Line, type Written } from './lines.ts';
import type { Directive, Endpoint, Fallback, Real, Span, Virtual } from './model.ts';
import type { Reading } from './reading.ts';
import { refuseLine } from './refuse-line.ts';
import { sectionReaders, type ReadValue } from './values.ts';

/** A section while it is read. */
export interface Section {
  readonly family: 4 | 6;
  /** Undefined where nobody can tell which service it is about. */
  readonly written: WrittenEndpoint | undefined;
  readonly at: Span;
  readonly comments: string[];
  readonly directives: Map<string, Directive>;
  readonly implied: Map<'login' | 'passwd', string>;
  readonly reals: Real[];
  /** Lines whose names are found when the protocol is known. */
  pendingReals: Written[];
  pendingFallback: Fallback | undefined;
  protocol: Virtual['protocol'];
  fallback: Fallback | undefined;
  /** Undefined until the section has ended, and where its names cannot be found. */
  endpoint: Endpoint | undefined;
  ended: boolean;
}

/** Begins a section. */
export function openSection({ name, text, at }: Written, reading: Reading): Section {
  const family = name === 'virtual6' ? 6 : 4;
  const written = reading.take(readEndpoint(text, family, at));
  const marked = written !== undefined && 'mark' in written;
  const datagrams = !marked && /:(?:53|domain)$/.test(written?.endpoint ?? '');
  return {
    family,
    written,
    at,
    comments: [],
    directives: new Map(),
    implied: new Map(),
    reals: [],
    pendingReals: [],
    pendingFallback: undefined,
    protocol: marked ? 'fwm' : datagrams ? 'udp' : 'tcp',
    fallback: undefined,
    endpoint: undefined,
    ended: false,
  };
}

/** Reads one line of a section, of which `text` is what `insideSection` left. */
export function readSectionLine(section: Section, text: string, line: Line, reading: Reading): void {
  const written = directiveIn(text, line);
  if (written === undefined) return refuseLine(line, sectionNames, reading);
  switch (written.name) {
    case 'real':
    case 'real6':
    case 'fallback':
    case 'fallback6':
      return readServer(section, written, reading);
    case 'connecttimeout':
      return reading.refuse(
        'deprecated-directive',
        'connecttimeout is not a directive any more',
        wholeLine(line),
        'write negotiatetimeout',
      );
    case 'protocol':
      return readProtocol(section, written, reading);
    default:
      return readDirective(section, written, line, reading);
  }
}

const sectionNames = [
  ...sectionReaders.keys(),
  'protocol',
  'netmask',
  'real',
  'real6',
  'fallback',
  'fallback6',
];

/** Whether a line says, without its indentation, what may stand in a section. */
export function isOfSection(text: string, line: Line): boolean {
  return sectionNames.includes(directiveIn(text, line)?.name ?? '');
}

function readServer(section: Section, written: Written, reading: Reading): void {
  const six = written.name.endsWith('6');
  if (six !== (section.family === 6)) {
    const right = six ? written.name.slice(0, -1) : `${written.name}6`;
    const message = `${written.name} stands in a section of IPv${section.family}`;
    return reading.refuse('wrong-family', message, written.at, `write ${right}`);
  }
  if (written.name.startsWith('real')) {
    section.pendingReals.push(written);
    return;
  }
  const { written: service } = section;
  const port = service !== undefined && 'port' in service ? service.port : '0';
  section.pendingFallback = reading.take(readFallback(written.text, port, written.at));
}

function readProtocol(section: Section, { text, at }: Written, reading: Reading): void {
  const word = /[A-Za-z0-9_]+/.exec(text)?.[0];
  const marked = section.protocol === 'fwm';
  if (marked && word === 'fwm') return;
  if (!marked && (word === 'tcp' || word === 'udp')) {
    section.protocol = word;
    return;
  }
  const wanted = marked ? 'fwm, as the service is a firewall mark' : 'tcp or udp';
  reading.refuse('invalid-value', `protocol must be ${wanted}`, at);
}

function readDirective(section: Section, written: Written, line: Line, reading: Reading): void {
  const { name, text, at } = written;
  const reader = sectionReaders.get(name);
  const read = name === 'netmask' ? readNetmask(section, text) : reader?.(text);
  if (read === undefined) return refuseLine(line, sectionNames, reading);
  if ('wanted' in read) return reading.refuse('invalid-value', `${name} must be ${read.wanted}`, at);
  section.directives.set(name, { name, value: read.value, at });
  if (name === 'service') implyLogin(section, read.value, reading.hostname);
}

function readNetmask({ family }: Section, text: string): ReadValue {
  if (family === 4)
    return /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(text)
      ? { value: text }
      : { wanted: 'four numbers with dots between them' };
  const fits = /^[0-9]+$/.test(text) && Number(text) >= 1 && Number(text) <= 128;
  return fits ? { value: text } : { wanted: 'the length of a prefix, from 1 to 128' };
}

/** The daemon makes up a login where `service` is read before there is one. */
function implyLogin({ directives, implied }: Section, service: string, hostname: string): void {
  const imply = (name: 'login' | 'passwd', value: string): void => {
    if (!directives.has(name) && !implied.has(name)) implied.set(name, value);
  };
  if (service === 'ftp') imply('login', 'anonymous');
  if (service === 'sip') imply('login', `ldirectord@${hostname}`);
  if (service === 'ftp') imply('passwd', `ldirectord@${hostname}`);
}

/**
 * Finds the names of a section that is over, in the daemon's order: the fallback, the service, its real servers.
 * @returns what the daemon calls the service, by which it knows two of them to be one; undefined where it was told before
 */
export function closeSection(section: Section, reading: Reading): string | undefined {
  const { family, written, protocol, pendingFallback, pendingReals } = section;
  if (pendingFallback !== undefined)
    section.fallback = reading.take(resolveFallback(pendingFallback, family, protocol, reading.lookup));
  section.pendingFallback = undefined;
  const first = !section.ended;
  section.ended = true;
  if (first && written !== undefined) {
    section.endpoint =
      'mark' in written
        ? written
        : reading.take(
            resolveEndpoint(
              written.endpoint,
              family,
              protocol === 'udp' ? 'udp' : 'tcp',
              reading.lookup,
              section.at,
            ),
          );
  }
  for (const { text, at } of pendingReals)
    section.reals.push(...(reading.take(readReals(text, family, reading.lookup, at)) ?? []));
  section.pendingReals = [];
  return first ? nameOf(section) : undefined;
}

function nameOf({ endpoint, protocol, family }: Section): string | undefined {
  if (endpoint === undefined) return undefined;
  if ('address' in endpoint) return `${protocol}:${endpoint.address}:${endpoint.port}`;
  return `fwm${family === 6 ? '6' : ''}:${endpoint.mark}`;
}
