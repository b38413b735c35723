import { globalDirectives, serviceDirectives } from '../inventory/directives.ts';
import { plainRequest } from './effective.ts';
import { withoutDots } from './names.ts';
import type { Config, Directive, Fallback, Real, Virtual } from './model.ts';

/** Written in quotes in a section. The daemon wants them around some, and takes them off the others. */
const QUOTED = new Set('request receive login passwd database secret load virtualhost'.split(' '));

/** In quotes in a section only where they keep something: the daemon takes them off. */
const QUOTED_IF_NEEDED = new Set(['checkcommand', 'fallbackcommand', 'monitorfile']);

/** Written in quotes outside of sections. */
const QUOTED_GLOBALS = new Set(['callback', 'logfile']);

/** What only the daemon's reader knows comes last. */
const GLOBAL_ORDER = [...globalDirectives.map(({ name }) => name), 'supervised'];
const SECTION_ORDER = serviceDirectives.map(({ name }) => name);

/**
 * Writes a config in the form of `render`: globals first, then sections with a blank line before each, tabs, no comment beside
 * anything else, and the weight of every real server. Read again it means the same.
 */
export function writeConfig(config: Config): string {
  const settings = new Map<string, Setting>(config.directives);
  for (const [family, fallback] of config.fallbacks) setFallback(settings, fallback, family);
  const globals = [
    ...inOrder(settings, GLOBAL_ORDER).map(({ name, value }) =>
      assigned(name, value, QUOTED_GLOBALS.has(name)),
    ),
    ...config.instances.map(({ value }) => `execute=${value}`),
  ];
  const sections = config.virtuals.map((virtual) => `\n${lines(sectionOf(virtual))}`);
  return `${lines(globals)}${sections.join('')}`;
}

function sectionOf(virtual: Virtual): string[] {
  const { family, protocol, reals, comments } = virtual;
  const suffix = family === 6 ? '6' : '';
  const inside = [
    ...reals.map((real) => `real${suffix}=${realText(real)}`),
    `protocol=${protocol}`,
    ...directivesOf(virtual).map(({ name, value }) =>
      assigned(name, value, QUOTED.has(name) || needsQuotes(name, value)),
    ),
  ];
  return [
    ...comments.map((comment) => `# ${comment}`.trimEnd()),
    `virtual${suffix}=${endpointText(virtual)}`,
    ...inside.map((line) => `\t${line}`),
  ];
}

/** What the daemon makes up where `service` says so: how it begins, as the name of the director is part of it. */
const MADE_UP: ReadonlyMap<string, { readonly login: string; readonly passwd?: string }> = new Map(
  Object.entries({ ftp: { login: 'anonymous', passwd: 'ldirectord@' }, sip: { login: 'ldirectord@' } }),
);

/** The directives of a section, and a login that the daemon made up for a check which is not made any more. */
function directivesOf(virtual: Virtual): Setting[] {
  const { directives, implied, fallback, family } = virtual;
  const madeUp = MADE_UP.get(directives.get('service')?.value ?? '');
  const lost = [...implied].filter(([name, value]) => {
    const again = madeUp?.[name];
    return !directives.has(name) && (again === undefined || !value.startsWith(again));
  });
  const settings = new Map<string, Setting>(plainRequest(virtual));
  if (fallback !== undefined) setFallback(settings, withoutMarkPort(virtual, fallback), family);
  for (const [name, value] of lost) settings.set(name, { name, value });
  return inOrder(settings, SECTION_ORDER);
}

type Setting = Pick<Directive, 'name' | 'value'>;

/** Known directives as `render` orders them, and what else there is behind them. */
function inOrder(settings: ReadonlyMap<string, Setting>, order: readonly string[]): Setting[] {
  const others = [...settings.keys()].filter((name) => !order.includes(name));
  return [...order, ...others].flatMap((name) => settings.get(name) ?? []);
}

function needsQuotes(name: string, value: string): boolean {
  return QUOTED_IF_NEEDED.has(name) && /^[\t-\r "]|[\t-\r "]$/.test(value);
}

function assigned(name: string, value: string, quoted: boolean): string {
  // Blanks in front of a mail address only stay in quotes.
  const inQuotes = quoted || (name === 'emailalert' && /^[\t-\r ]/.test(value));
  return inQuotes ? `${name}="${value}"` : `${name}=${value}`;
}

function endpointText({ endpoint }: Virtual): string {
  if (!('address' in endpoint)) return endpoint.mark;
  // An address that holds one of IPv4 is lost while the daemon reads it, whichever it is.
  if (endpoint.address === '[') return '[::ffff:0:0]:1';
  return `${withoutDots(endpoint.address)}:${endpoint.port}`;
}

/** Behind a firewall mark there is no port; one that is left out is 0 to the daemon. */
function withoutMarkPort({ endpoint }: Virtual, fallback: Fallback): Fallback {
  return endpoint.mark !== undefined && fallback.port === '0' ? { ...fallback, port: undefined } : fallback;
}

function setFallback(
  settings: Map<string, Setting>,
  { address, port, forwarding }: Fallback,
  family: 4 | 6,
): void {
  const endpoint = port === undefined ? address : `${address}:${port}`;
  const name = `fallback${family === 6 ? '6' : ''}`;
  settings.set(name, { name, value: `${endpoint} ${forwarding}` });
}

function realText(real: Real): string {
  const { address, port, forwarding, weight, request, receive, lowerThreshold, upperThreshold } = real;
  const endpoint = port === '0' ? withoutDots(address) : `${withoutDots(address)}:${port}`;
  return [
    `${endpoint} ${forwarding} ${weight}`,
    request === undefined
      ? ''
      : ` "${receive === undefined ? request : request.slice(1)}", "${receive ?? ''}"`,
    lowerThreshold === undefined ? '' : ` l:${lowerThreshold}`,
    upperThreshold === undefined ? '' : ` u:${upperThreshold}`,
  ].join('');
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}
