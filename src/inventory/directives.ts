/** How the value of a directive is read and printed. */
export type DirectiveKind =
  /** a whole number within bounds */
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  /** yes or no */
  | { readonly kind: 'boolean' }
  /** one of some words, printed bare */
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** any lower-case word: a rule decides whether the kernel has it */
  | { readonly kind: 'scheduler' }
  /** one of the check types, or a number of connects between negotiates */
  | { readonly kind: 'checktype' }
  /** text in double quotes; `"` inside is kept by ldirectord unless `noQuote` */
  | { readonly kind: 'quoted'; readonly noQuote?: true }
  /** the rest of the line, so without blanks at its ends */
  | { readonly kind: 'bare' }
  /** dotted quad for IPv4, prefix length for IPv6 */
  | { readonly kind: 'netmask' }
  /** `host[:port]`, IPv6 in brackets where a port follows */
  | { readonly kind: 'fallback'; readonly family?: 4 | 6 };

/** One directive of ldirectord, as the inventory knows it. */
export interface Directive {
  readonly name: string;
  readonly status:
    | { readonly emitted: DirectiveKind }
    /** known, but not emitted by this version */
    | { readonly later: true; readonly secret?: true }
    /** does not fit a managed daemon; the text says why */
    | { readonly refused: string };
}

/** ipvsadm(8) takes persistence time-outs of up to 31 days. */
const MAX_PERSISTENCE = 31 * 86_400;
const MAX_COUNT = 2_147_483_647;

const positive: DirectiveKind = { kind: 'integer', min: 1, max: MAX_COUNT };
const boolean: DirectiveKind = { kind: 'boolean' };

function emitted(name: string, kind: DirectiveKind): Directive {
  return { name, status: { emitted: kind } };
}

function later(...names: string[]): Directive[] {
  return names.map((name) => ({ name, status: { later: true } }));
}

function secret(...names: string[]): Directive[] {
  return names.map((name) => ({ name, status: { later: true, secret: true } }));
}

/** Words of `service=`, from ldirectord(8). */
export const checkServices = [
  'dns',
  'ftp',
  'http',
  'https',
  'http_proxy',
  'imap',
  'imaps',
  'ldap',
  'ldaps',
  'mysql',
  'nntp',
  'none',
  'oracle',
  'pgsql',
  'pop',
  'pops',
  'radius',
  'simpletcp',
  'sip',
  'smtp',
  'submission',
] as const;

/** The global directives of ldirectord 4.12 and 4.16, in the order in which they are printed. */
export const globalDirectives: readonly Directive[] = [
  emitted('checktimeout', positive),
  emitted('negotiatetimeout', positive),
  emitted('checkinterval', positive),
  emitted('checkcount', positive),
  emitted('failurecount', positive),
  emitted('quiescent', boolean),
  emitted('readdquiescent', boolean),
  emitted('cleanstop', boolean),
  emitted('fallback', { kind: 'fallback', family: 4 }),
  emitted('fallback6', { kind: 'fallback', family: 6 }),
  ...later(
    'autoreload',
    'fork',
    'fallbackcommand',
    'callback',
    'logfile',
    'emailalert',
    'emailalertfreq',
    'emailalertfrom',
    'emailalertstatus',
    'smtp',
    'maintenancedir',
  ),
  {
    name: 'supervised',
    status: { refused: 'it keeps ldirectord in the foreground, where the service unit waits for ever' },
  },
  { name: 'execute', status: { refused: 'it starts further daemons that nobody manages' } },
];

/** The per-virtual directives, in the order in which they are printed (after `protocol`). */
export const serviceDirectives: readonly Directive[] = [
  emitted('scheduler', { kind: 'scheduler' }),
  emitted('checktype', { kind: 'checktype' }),
  emitted('service', { kind: 'word', words: checkServices }),
  emitted('checkport', { kind: 'integer', min: 1, max: 65_535 }),
  emitted('request', { kind: 'quoted' }),
  emitted('receive', { kind: 'quoted' }),
  emitted('httpmethod', { kind: 'word', words: ['GET', 'HEAD'] }),
  emitted('virtualhost', { kind: 'quoted', noQuote: true }),
  emitted('persistent', { kind: 'integer', min: 1, max: MAX_PERSISTENCE }),
  emitted('netmask', { kind: 'netmask' }),
  emitted('checktimeout', positive),
  emitted('negotiatetimeout', positive),
  emitted('checkcount', positive),
  emitted('failurecount', positive),
  emitted('quiescent', boolean),
  emitted('cleanstop', boolean),
  emitted('fallback', { kind: 'fallback' }),
  emitted('servicename', { kind: 'bare' }),
  emitted('comment', { kind: 'bare' }),
  ...later(
    'schedflags',
    'ops',
    'checkinterval',
    'checkcommand',
    'login',
    'database',
    'fallbackcommand',
    'emailalert',
    'emailalertfreq',
    'emailalertstatus',
    'smtp',
    'monitorfile',
    'load',
  ),
  ...secret('passwd', 'secret'),
];
