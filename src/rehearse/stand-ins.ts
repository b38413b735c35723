import { quoted } from '../diagnostics/escape.ts';
import { endpointText, parseAddress } from '../inventory/address.ts';
import { realPortOf } from '../inventory/endpoints.ts';
import {
  checkedPort,
  checkTypeOf,
  exchangeWith,
  isPlainUdp,
  negotiatedService,
  withoutSlash,
  type Exchange,
} from '../inventory/health-check.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory, RealServer, VirtualService } from '../inventory/model.ts';
import { matcherOf, textMatching } from './answer-for.ts';
import type { NotRehearsed, Speech, StandIn } from './model.ts';

/** What answers on one port for one service. */
export interface Wanted {
  /** Name of the service. */
  readonly service: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly speaks: Speech;
  readonly answers: readonly WantedAnswer[];
  /** Set for what is wanted in the state before a change. */
  readonly before?: true;
}

/** What a check asks, and an answer that it takes. */
interface WantedAnswer {
  readonly request: string;
  readonly answer: string;
  /** The expression that an answer must match, where there is one. */
  readonly receive: string | undefined;
}

/** What answers on a host, and the services of which it cannot answer the check. */
export interface StandInsOfHost {
  readonly standIns: readonly StandIn[];
  readonly notRehearsed: readonly NotRehearsed[];
}

/**
 * What has to answer on a real server: every live service of its roles on its real port (behind a firewall mark on all of its
 * ports), and what the health check asks on its port, in the protocol that ldirectord speaks there. Servers that drain or are
 * being set up answer, too: their programs run.
 */
export function wantedOn(
  hostname: string,
  { roles }: Inventory,
): { readonly wanted: readonly Wanted[]; readonly notRehearsed: readonly NotRehearsed[] } {
  const pairs = roles.flatMap(({ servers, services }) =>
    servers
      .filter((server) => isLive(server) && server.hostname === hostname)
      .flatMap((server) => services.filter(isLive).map((service) => ({ server, service }))),
  );
  const found = pairs.map(({ server, service }) => ({
    plain: plainOn(service, server),
    check: checkOn(service, server),
  }));
  return {
    wanted: found.flatMap(({ plain, check }) =>
      check !== undefined && 'port' in check ? [...plain, check] : plain,
    ),
    notRehearsed: found.flatMap(({ check }) => (check !== undefined && 'why' in check ? [check] : [])),
  };
}

/** The ports that clients of a service reach on a real server. */
function plainOn(service: VirtualService, server: RealServer): Wanted[] {
  const port = realPortOf(service, server);
  const ports = port === undefined ? service.ports.map(({ value }) => value) : [port];
  return ports.map((number) => plainly(service, number));
}

/** Something that answers with the name of its host and is asked for nothing else. */
export function plainly({ name, protocol }: VirtualService, port: number): Wanted {
  const speaks = protocol.value === 'udp' ? 'datagram' : 'line';
  return { service: name, protocol: protocol.value, port, speaks, answers: [] };
}

/** Speeches of the checks that negotiate, by the word of `service`. */
const SPEECHES: ReadonlyMap<string, Speech> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['http_proxy', 'http'],
  ['simpletcp', 'simpletcp'],
  ['dns', 'dns'],
  ['smtp', 'smtp'],
  ['submission', 'smtp'],
  ['pop', 'pop'],
  ['imap', 'imap'],
  ['ftp', 'ftp'],
  ['nntp', 'nntp'],
]);

/**
 * What a health check asks of a server (_check_real): nothing with `ping`, `on` and `off`, with `connect` over UDP (which
 * is a ping), and where there is no service to negotiate. Behind a firewall mark a check connects by TCP, but for dns.
 */
function checkOn(service: VirtualService, server: RealServer): Wanted | NotRehearsed | undefined {
  const type = checkTypeOf(service);
  if (type === 'external' || type === 'external-perl')
    return {
      service: service.name,
      why: 'is checked by a program of the director that the lab does not have',
    };
  const port = checkedPort(service, server);
  if (type === 'connect' && !isPlainUdp(service) && port !== undefined)
    return { service: service.name, protocol: 'tcp', port, speaks: 'line', answers: [] };
  const name = negotiatedService(service);
  return name === undefined || name === 'none' || port === undefined
    ? undefined
    : negotiationOn(service, server, name, port);
}

function negotiationOn(
  service: VirtualService,
  server: RealServer,
  name: string,
  port: number,
): Wanted | NotRehearsed {
  const speaks = SPEECHES.get(name);
  const plainTcp = service.fwmark === undefined && service.protocol.value === 'tcp';
  const protocol = name === 'dns' ? (plainTcp ? 'tcp' : 'udp') : isPlainUdp(service) ? 'udp' : 'tcp';
  if (speaks === undefined || (protocol === 'udp' && speaks !== 'dns'))
    return {
      service: service.name,
      why: `has a check by ${name}, which no stand-in speaks over ${protocol.toUpperCase()}`,
    };
  const exchange = exchangeWith(service, server);
  const answers = answersOf(name, exchange, endpointText(server.address, port));
  if (typeof answers === 'string') return { service: service.name, why: answers };
  return { service: service.name, protocol, port, speaks, answers };
}

/** What stands in for an answer of which nothing is wanted. */
const ANYTHING = 'OK';

/** The pair that a check sends and takes, or why none could be made up. Logins and greetings need none. */
function answersOf(name: string, exchange: Exchange, endpoint: string): readonly WantedAnswer[] | string {
  if (/^(?:smtp|submission|pop|imap|nntp)$/.test(name)) return [];
  const receive = exchange.receive?.value;
  if (name === 'dns') return dnsAnswers(withoutSlash(exchange.request), receive);
  const answer = receive === undefined ? ANYTHING : textMatching(receive);
  if (answer === undefined) return `wants an answer that cannot be made up: ${quoted(receive ?? '')}`;
  if (name === 'simpletcp') {
    // It reads lines, and an answer without one is none.
    const request = withoutSlash(exchange.request).replaceAll(String.raw`\n`, '\n');
    return [{ request, answer: answer === '' ? '\n' : answer, receive }];
  }
  if (name === 'ftp') return [{ request: `/${withoutSlash(exchange.request)}`, answer, receive }];
  const request = httpRequest(name, exchange, endpoint);
  return request === undefined ? 'has a request that is no URL for a proxy' : [{ request, answer, receive }];
}

/**
 * What stands in the request line of a check by HTTP (ld_setup): the path; a URL in a server's own request counts as one, that
 * of a service does not; a proxy is asked for a whole URL.
 */
function httpRequest(name: string, exchange: Exchange, endpoint: string): string | undefined {
  const uri = withoutSlash(exchange.request);
  const [, origin, rest = ''] = /^(https?:\/\/[^/?#]*)(.*)$/s.exec(uri) ?? [];
  const path = escaped(`/${uri}`);
  if (name === 'http_proxy') {
    if (origin !== undefined) return `${origin}${escaped(rest)}`;
    return exchange.own ? `http://${endpoint}${path}` : undefined;
  }
  if (!exchange.own || origin === undefined) return path;
  return escaped(rest.startsWith('/') ? rest : `/${rest}`);
}

/** What Perl's URI does to characters that have no place in a URI. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^;/?:@&=+$,A-Za-z0-9\-_.!~*'()%#]/gu, (character) => encodeURIComponent(character));
}

/**
 * ldirectord takes the address of an A record or the name of a PTR record, so an answer has to be one. A check without
 * `receive` takes none.
 */
function dnsAnswers(request: string, receive: string | undefined): readonly WantedAnswer[] | string {
  if (receive === undefined) return 'has a check by dns without receive, which takes no answer';
  const text = textMatching(receive);
  const matches = matcherOf(receive);
  const reverse = parseAddress(request) !== undefined || /\.arpa\.?$/i.test(request);
  const candidates = reverse
    ? [text ?? '', `${text}.example.org`].filter((name) =>
        /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?$/.test(name),
      )
    : [text ?? '', `${text}.1`, `${text}.1.1`, `${text}.1.1.1`, `${text}1.1.1`, '192.0.2.1'].filter(
        (address) => parseAddress(address)?.family === 4,
      );
  const answer = candidates.find((candidate) => matches?.(candidate) === true);
  if (answer !== undefined) return [{ request, answer, receive }];
  const kind = reverse ? 'name of a PTR record' : 'address of an A record';
  return `has a check by dns that takes no ${kind}: ${quoted(receive)}`;
}

/** What a `line` or a `datagram` asks is answered by every other speech, too. */
function isPlain(speaks: Speech): boolean {
  return speaks === 'line' || speaks === 'datagram';
}

/**
 * One stand-in for each port of a host: the answers of services that share one are put together. A speech of a check wins over
 * a plain one. Where two checks speak differently on one port, or want answers to one question of which none does for both,
 * the first one wins and the service of the other is not rehearsed. That holds for both states of a change, too: the real
 * programs change with a release of their own, and a check of either state may come at any moment.
 */
export function mergeWanted(wanted: readonly Wanted[], hostname: string): StandInsOfHost {
  const byPort = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const key = `${one.protocol} ${one.port}`;
    byPort.set(key, [...(byPort.get(key) ?? []), one]);
  }
  const merged = [...byPort.values()].map((group) => mergePort(group, hostname));
  return {
    standIns: merged.flatMap(({ standIns }) => standIns),
    notRehearsed: merged.flatMap(({ notRehearsed }) => notRehearsed),
  };
}

function mergePort(group: readonly Wanted[], hostname: string): StandInsOfHost {
  const first = group.find(({ speaks }) => !isPlain(speaks)) ?? group[0];
  if (first === undefined) return { standIns: [], notRehearsed: [] };
  const { protocol, port } = first;
  const speaks = group.some((one) => beginsTls(one, first)) ? 'https' : first.speaks;
  const answers = new Map<string, readonly WantedAnswer[]>();
  const notRehearsed: NotRehearsed[] = [];
  for (const one of group) {
    if (isPlain(one.speaks)) continue;
    if (one.speaks !== first.speaks && !beginsTls(one, first)) {
      const other = one.before === first.before ? quoted(first.service) : 'a check after the change';
      const why = `has a check by ${one.speaks} on port ${port} of ${hostname}, which speaks ${speaks} for ${other}`;
      notRehearsed.push({ service: one.service, why });
      continue;
    }
    for (const pair of one.answers) {
      const known = answers.get(pair.request) ?? [];
      const joined = speaks === 'dns' ? [...known, pair] : joinAnswers(known, pair);
      if (joined !== undefined) answers.set(pair.request, joined);
      else {
        const other = one.before === first.before ? `${quoted(first.service)} does` : 'after the change';
        const why = `wants another answer on port ${port} of ${hostname} than ${other}`;
        notRehearsed.push({ service: one.service, why });
      }
    }
  }
  return {
    standIns: [{ protocol, port, speaks, answers: [...answers.values()].flatMap(toldOf) }],
    notRehearsed,
  };
}

/** Between the states of a change a port may begin or cease to speak TLS: the stand-in of https takes both. */
function beginsTls(one: Wanted, first: Wanted): boolean {
  const speeches = new Set<Speech>([one.speaks, first.speaks]);
  return one.before !== first.before && speeches.size === 2 && speeches.has('http') && speeches.has('https');
}

/** What is told where this is asked: of answers that were joined one, of a name server all records of a name. */
function toldOf(pairs: readonly WantedAnswer[]): StandIn['answers'] {
  const told = pairs.map(({ request, answer }) => ({ request, answer }));
  return told.filter(({ answer }, index) => told.findIndex((other) => other.answer === answer) === index);
}

/** All that is wanted for one question, each with an answer that every check takes; undefined where none was found. */
function joinAnswers(
  pairs: readonly WantedAnswer[],
  pair: WantedAnswer,
): readonly WantedAnswer[] | undefined {
  const all = [...pairs, pair];
  const texts = [...new Set(all.map(({ answer }) => answer))];
  const candidates = [' ', '\n'].flatMap((between) => [
    texts.join(between),
    texts.toReversed().join(between),
  ]);
  const answer = [...texts, ...candidates].find((text) =>
    all.every(({ receive }) => receive === undefined || matcherOf(receive)?.(text) === true),
  );
  return answer === undefined ? undefined : all.map((one) => ({ ...one, answer }));
}
