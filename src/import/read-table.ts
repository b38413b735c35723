import type { Finding, Place } from '../diagnostics/finding.ts';
import type { Source } from '../inventory/source.ts';
import type { Config, Directive, Endpoint, Real, Virtual } from '../ldirectord-cf/model.ts';
import { leaveOut, normalise } from './work.ts';

/** Whether a text is what `ipvsadm -Sn` prints. */
export function isTable(text: string): boolean {
  return /^\s*-A\s/.test(text);
}

/** A service of the table, while its servers come. */
type Draft = Virtual<Place> & { readonly reals: Real<Place>[] };

/**
 * Reads the table of a running director, as `ipvsadm -Sn` prints it (ipvsadm(8)). Who checks the servers, and how, is not in
 * it: a connect for TCP and a ping for UDP stand in for that, and are told.
 */
export function readTable({ path, text }: Source): {
  readonly config: Config<Place>;
  readonly findings: readonly Finding[];
  readonly kept: readonly Place[];
} {
  const drafts = new Map<string, Draft>();
  const findings: Finding[] = [];
  const kept: Place[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = placeOf(path, index + 1, line);
    const options = optionsIn(line);
    const draft = options && (options.has('-A') ? serviceIn(options, at) : undefined);
    const owner = options?.has('-a') ? drafts.get(keyOf(options)) : undefined;
    const real = owner && options && serverIn(options, at);
    if (options !== undefined && draft !== undefined) drafts.set(keyOf(options), draft);
    else if (owner !== undefined && real !== undefined) owner.reals.push(real);
    if (real !== undefined && Number(real.weight) === 0)
      normalise({ findings }, at, 'weight 0 is taken over as it is', OUT_OF_SERVICE);
    const isTaken = draft !== undefined || real !== undefined;
    const strange = [...(options ?? [])].filter(isStrange).map(([name]) => name);
    if (isTaken && strange.length === 0) continue;
    const message = isTaken
      ? `${strange.join(' ')} is left out: the inventory cannot say it`
      : 'this is no line of a table that can be taken over';
    leaveOut({ findings, kept }, at, message);
  }
  const virtuals = [...drafts.values()];
  const [first] = virtuals;
  if (first !== undefined)
    normalise(
      { findings },
      first.at,
      'the table does not say how servers are checked: a connect stands for it, for UDP a ping',
      'set checktype, and what a negotiate check asks, as the directors have it',
    );
  const config = { directives: new Map(), fallbacks: new Map(), instances: [], virtuals };
  return { config, findings, kept };
}

const OUT_OF_SERVICE =
  'a server that did not answer when the table was printed stands there like that: write the weight that it has otherwise';

/** What is taken over of a line. Packets in GUE or GRE reach a server in another way than the inventory could say. */
const TAKEN = new Set('-A -a -t -u -f -6 -s -p -M -o --ops -b -r -g -i -m -w -x -y'.split(' '));

function isStrange([name, value]: readonly [string, string]): boolean {
  return !TAKEN.has(name) && !(name === '--tun-type' && value === 'ipip');
}

type Options = ReadonlyMap<string, string>;

/** The options of a line with their values; those without have an empty one. */
function optionsIn(line: string): Options | undefined {
  const options = new Map<string, string>();
  const words = line.trim().split(/\s+/);
  for (let index = 0; index < words.length; index += 1) {
    const name = words[index] ?? '';
    if (!/^-(?:[a-zA-Z]|6|-[a-z-]+)$/.test(name)) return undefined;
    const next = words[index + 1];
    const hasValue = next !== undefined && !next.startsWith('-');
    options.set(name, hasValue ? next : '');
    if (hasValue) index += 1;
  }
  return options;
}

const PROTOCOLS = { '-t': 'tcp', '-u': 'udp', '-f': 'fwm' } as const;

function protocolOf(options: Options): keyof typeof PROTOCOLS | undefined {
  return (['-t', '-u', '-f'] as const).find((name) => options.has(name));
}

function keyOf(options: Options): string {
  const protocol = protocolOf(options) ?? '';
  return `${protocol} ${options.get(protocol)} ${options.has('-6')}`;
}

function serviceIn(options: Options, at: Place): Draft | undefined {
  const protocol = protocolOf(options);
  if (protocol === undefined) return undefined;
  const value = options.get(protocol) ?? '';
  const host = hostIn(value);
  const isMark = protocol === '-f';
  if (isMark ? !/^[0-9]+$/.test(value) : host === undefined) return undefined;
  const endpoint: Endpoint = isMark || host === undefined ? { mark: value } : host;
  return {
    family: value.startsWith('[') || options.has('-6') ? 6 : 4,
    endpoint,
    protocol: PROTOCOLS[protocol],
    directives: directivesIn(options, protocol === '-u', at),
    implied: new Map(),
    fallback: undefined,
    reals: [],
    comments: [],
    at,
  };
}

/** Address and port, IPv6 in brackets. */
function hostIn(text: string): { readonly address: string; readonly port: string } | undefined {
  const [, address, port] = /^(\[[0-9a-f:.]+\]|[0-9.]+):([0-9]+)$/.exec(text) ?? [];
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** What of a service the directives of ldirectord.cf say. */
function directivesIn(options: Options, isUdp: boolean, at: Place): Map<string, Directive<Place>> {
  const directives = new Map<string, Directive<Place>>();
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') directives.set(name, { name, value, at });
  };
  set('scheduler', options.get('-s'));
  set('schedflags', options.get('-b'));
  set('persistent', options.get('-p'));
  set('netmask', options.get('-M'));
  if (options.has('-o') || options.has('--ops')) set('ops', 'yes');
  set('checktype', isUdp ? 'ping' : 'connect');
  return directives;
}

const FORWARDING = { '-g': 'gate', '-i': 'ipip', '-m': 'masq' } as const;

function serverIn(options: Options, at: Place): Real<Place> | undefined {
  const host = hostIn(options.get('-r') ?? '');
  const method = (['-g', '-i', '-m'] as const).find((name) => options.has(name));
  if (host === undefined || method === undefined) return undefined;
  const threshold = (name: string): string | undefined => {
    const value = options.get(name);
    return value === undefined || Number(value) === 0 ? undefined : value;
  };
  return {
    ...host,
    forwarding: FORWARDING[method],
    weight: options.get('-w') ?? '1',
    request: undefined,
    receive: undefined,
    lowerThreshold: threshold('-y'),
    upperThreshold: threshold('-x'),
    at,
  };
}

function placeOf(file: string, line: number, text: string): Place {
  const column = text.length - text.trimStart().length + 1;
  return { file, line, column, endLine: line, endColumn: text.trimEnd().length + 1 };
}
