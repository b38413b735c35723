import type { Fallback, Problem, Real, Refusal, Span } from './model.ts';
import { findHost, findPort, ipv4Number, ipv4Text, type HostLookup } from './names.ts';

/** What was read, or why it was not: the daemon stops there. */
export type Found<T> = { readonly found: T } | { readonly problem: Problem };

/** A port, or the name of one, behind the last colon. */
const PORT_AT_END = /:([0-9]+|[A-Za-z0-9_-]+)$/;

const FORWARDING = /^(?:gate|masq|ipip)$/;

/** An endpoint as it stands behind `virtual=`; its names are found when the protocol is known. */
export type WrittenEndpoint =
  { readonly endpoint: string; readonly port: string } | { readonly mark: string };

/** Reads what stands behind `virtual=`. What is behind the port is left aside; digits without a port are a firewall mark. */
export function readEndpoint(text: string, family: 4 | 6, at: Span): Found<WrittenEndpoint> {
  const named = /^([0-9A-Za-z._+-]+):([0-9A-Za-z_-]+)/.exec(text);
  if (named !== null) return { found: { endpoint: named[0], port: named[2] ?? '' } };
  const mark = /^[0-9]+/.exec(text)?.[0];
  if (mark !== undefined) return { found: { mark } };
  const six = /^\[([0-9A-Fa-f:]+)\]:([0-9A-Za-z_-]+)/.exec(text);
  if (six === null)
    return refused('invalid-virtual', 'this is neither an address with a port nor a firewall mark', at);
  if (family === 4)
    return refused('wrong-family', 'an address of IPv6 stands in a section of IPv4', at, 'write virtual6=');
  const [endpoint, address = '', port = ''] = six;
  const host = findHost(address, 6, () => undefined);
  if (typeof host === 'string') return refused('invalid-virtual', `${address} is no address of IPv6`, at);
  return { found: { endpoint, port } };
}

/** Finds the address and port of a virtual service. */
export function resolveEndpoint(
  text: string,
  family: 4 | 6,
  protocol: 'tcp' | 'udp',
  lookup: HostLookup,
  at: Span,
): Found<{ readonly address: string; readonly port: string }> {
  const [whole, name = ''] = PORT_AT_END.exec(text) ?? ['', ''];
  const hostname = text.slice(0, text.length - whole.length);
  const host = findHost(hostname, family, lookup);
  if (host === 'unknown') return needsNames(hostname, at);
  const port = findPort(name, protocol);
  if (host === 'invalid') return refused('invalid-virtual', `${hostname} is no address of IPv${family}`, at);
  if (port === undefined) return refused('invalid-virtual', `${protocol} has no port ${name}`, at);
  // It parts `[::ffff:10.0.0.1]:80` at the colons and keeps the first two parts, of which nothing works.
  if (family === 6 && host.address.includes('.')) return { found: { address: '[', port: '' } };
  return { found: { address: host.address, port } };
}

/**
 * Reads what stands behind `fallback=`: of more than two words the last two.
 * @param port that of the virtual service, as written; undefined for a global fallback
 */
export function readFallback(text: string, port: string | undefined, at: Span): Found<Fallback> {
  const [, first, second] = /([^\t-\r ]+)(?:[\t-\r ]+([^\t-\r ]+))?[\t-\r ]*$/.exec(text) ?? [];
  const endpoint = first ?? text;
  // `0` is as good as nothing, for Perl.
  const method = second === '0' ? undefined : second;
  const [whole = '', own] = PORT_AT_END.exec(endpoint) ?? [];
  if (method !== undefined && !FORWARDING.test(method))
    return refused('invalid-forwarding', `${method} is no way to forward packets`, at, FORWARDING_HINT);
  return {
    found: {
      address: endpoint.slice(0, endpoint.length - whole.length),
      port: own ?? port,
      forwarding: method ?? 'gate',
      at,
    },
  };
}

const FORWARDING_HINT = 'write gate, masq or ipip';

/** Finds the address and the port of a fallback. */
export function resolveFallback(
  fallback: Fallback,
  family: 4 | 6,
  protocol: 'tcp' | 'udp' | 'fwm',
  lookup: HostLookup,
): Found<Fallback> {
  const { address, port, at } = fallback;
  const host = findHost(address, family, lookup);
  if (host === 'unknown') return needsNames(address, at);
  if (host === 'invalid') return refused('invalid-fallback', `${address} is no address of IPv${family}`, at);
  if (port === undefined || port === '' || port === '0')
    return { found: { ...fallback, address: host.address } };
  const found = findPort(port, protocol);
  if (found === undefined) return refused('invalid-fallback', `${protocol} has no port ${port}`, at);
  return { found: { ...fallback, address: host.address, port: found } };
}

const WORD = String.raw`[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+|[A-Za-z0-9.-]+`;
const BRACKETS = String.raw`\[[0-9A-f:]+\]`;

/**
 * The daemon looks for this anywhere in the line. A name or a number that does not match from its first character does not from any
 * other one: looking there would only take long.
 */
const REAL = new RegExp(
  String.raw`((?<![A-Za-z0-9.-])(?:${WORD})|${BRACKETS})(?:->(${WORD}|${BRACKETS}))?(?::([0-9]+|[A-Za-z0-9_-]+))?[\t-\r ]+([^\n]*)`,
);

/** More real servers than any kernel has; the daemon would go on for long. */
const LONGEST_RANGE = 65_536;

/** Reads what stands behind `real=`: a real server, or one for each address of a range. */
export function readReals(text: string, family: 4 | 6, lookup: HostLookup, at: Span): Found<Real[]> {
  const parts = REAL.exec(text);
  if (parts === null)
    return refused('invalid-real', 'this is no address with a way to forward packets behind it', at);
  const [, first = '', last, name = '0', options = ''] = parts;
  const host = findHost(first, family, lookup);
  if (host === 'unknown') return needsNames(first, at);
  if (host === 'invalid') return refused('invalid-real', `${first} is no address of IPv${family}`, at);
  const port = findPort(name, undefined);
  if (port === undefined) return refused('invalid-real', `there is no port ${name}`, at);
  const ending = last === undefined ? undefined : findHost(last, family, lookup);
  if (ending === 'unknown') return needsNames(last ?? '', at);
  if (ending === 'invalid') return refused('invalid-real', `${last} is no address of IPv${family}`, at);
  const range = ending === undefined ? undefined : rangeOf(host.address, ending.address, family, at);
  if (range !== undefined && 'problem' in range) return range;
  // Of a range without an address the daemon does not look at the rest.
  if (range?.found.count === 0) return { found: [] };
  const read = readOptions(options, at);
  if ('problem' in read) return read;
  if (range === undefined) return { found: [{ address: host.address, port, ...read.found, at }] };
  const { from, count } = range.found;
  if (count === Infinity)
    return refused('invalid-range', `there are more than ${LONGEST_RANGE} addresses in this range`, at);
  const addresses = Array.from({ length: count }, (_, index) => ipv4Text(from + index));
  return { found: addresses.map((address) => ({ address, port, ...read.found, at })) };
}

/**
 * The first address of a range and how many there are. The daemon compares them as text, and takes none where the last one has more
 * digits.
 */
function rangeOf(
  first: string,
  last: string,
  family: 4 | 6,
  at: Span,
): Found<{ readonly from: number; readonly count: number }> {
  if (family === 6) return refused('invalid-range', 'a range of IPv6 is not possible', at);
  const [from, to] = [ipv4Number(first), ipv4Number(last)];
  if (from > to) return refused('invalid-range', `${first} comes after ${last}`, at);
  let count = 0;
  while (`${from + count}` <= `${to}`) {
    count += 1;
    if (count > LONGEST_RANGE) return { found: { from, count: Infinity } };
  }
  return { found: { from, count } };
}

/**
 * Reads what stands behind the address of a real server. Each part is looked for behind the one before, wherever it is; what
 * stands between them is left aside.
 */
function readOptions(text: string, at: Span): Found<Omit<Real, 'address' | 'port' | 'at'>> {
  const method = /([A-Za-z0-9_]+)([^\n]*)/.exec(text);
  const forwarding = method?.[1] ?? '';
  if (!FORWARDING.test(forwarding))
    return refused(
      'invalid-forwarding',
      forwarding === '' ? 'there is no way to forward packets' : `${forwarding} is no way to forward packets`,
      at,
      FORWARDING_HINT,
    );
  let left: string | undefined = method?.[2] ?? '';
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = left === undefined ? null : pattern.exec(left);
    if (match !== null) left = match.at(-1);
    return match;
  };
  const weight = take(/[\t-\r ]+([0-9]+)([^\n]*)/)?.[1] ?? '1';
  const strings = take(/[\t-\r ]+"([^\n]*)"[, ][\t-\r ]*"([^\n]*)"([^\n]*)/);
  const path = strings?.[1];
  let [request, receive] = [path, strings?.[2]];
  if (path?.startsWith('/')) {
    // When it looks at the slash the daemon forgets what it had found behind the request, and all that follows.
    receive = undefined;
    left = undefined;
  } else if (path !== undefined) request = `/${path}`;
  const lowerThreshold = take(/[\t-\r ]+l:([0-9]+)([^\n]*)/)?.[1];
  const upperThreshold = take(/[\t-\r ]+u:([0-9]+)([^\n]*)/)?.[1];
  if (/[^\t-\r ]/.test(left ?? ''))
    return refused('invalid-real', 'what stands behind the rest of the line is not understood', at);
  return { found: { forwarding, weight, request, receive, lowerThreshold, upperThreshold } };
}

function refused(kind: Refusal, message: string, at: Span, hint?: string): { problem: Problem } {
  return { problem: hint === undefined ? { kind, message, at } : { kind, message, hint, at } };
}

function needsNames(name: string, at: Span): { problem: Problem } {
  return {
    problem: {
      kind: 'needs-names',
      message: `only name servers know the address of ${name}`,
      hint: 'write the address',
      at,
    },
  };
}
