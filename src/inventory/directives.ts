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
  /** words of a list, printed with commas between them; a word of `alone` stands alone */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly alone?: string }
  /** text of a certain form, printed bare unless `quotes` */
  | { readonly kind: 'form'; readonly form: NameForm; readonly quotes?: true }
  /** never written into the inventory: a key of Hiera that holds the value */
  | { readonly kind: 'secret' }
  /** dotted quad for IPv4, prefix length for IPv6 */
  | { readonly kind: 'netmask' }
  /** `host[:port]`, IPv6 in brackets where a port follows */
  | { readonly kind: 'fallback'; readonly family?: 4 | 6 };

/** One directive of ldirectord, as the inventory knows it. */
export interface Directive {
  readonly name: string;
  /** What ldirectord does where it is left out, in words or as a value. */
  readonly default: string;
  /** What it does, for a person at an editor: units, and when it is in force at all. */
  readonly description: string;
  readonly status:
    | { readonly emitted: DirectiveKind }
    /** does not fit a managed daemon; the text says why */
    | { readonly refused: string };
}

import {
  absolutePath,
  commandLine,
  hostName,
  logTarget,
  mailAddress,
  mailAddressList,
  plainWord,
  type NameForm,
} from './names.ts';

/** ipvsadm(8) takes persistence time-outs of up to 31 days. */
const MAX_PERSISTENCE = 31 * 86_400;
const MAX_COUNT = 2_147_483_647;

const positive: DirectiveKind = { kind: 'integer', min: 1, max: MAX_COUNT };
const boolean: DirectiveKind = { kind: 'boolean' };

function emitted(name: string, kind: DirectiveKind, unset: string, description: string): Directive {
  return { name, default: unset, description, status: { emitted: kind } };
}

const path: DirectiveKind = { kind: 'form', form: absolutePath };
const command: DirectiveKind = { kind: 'form', form: commandLine };
const sender: DirectiveKind = { kind: 'form', form: mailAddress };
const mailAddresses: DirectiveKind = { kind: 'form', form: mailAddressList };
const mailHost: DirectiveKind = { kind: 'form', form: hostName };
const mailStatus: DirectiveKind = {
  kind: 'words',
  words: ['all', 'none', 'starting', 'running', 'stopping', 'reloading'],
  alone: 'none',
};

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
  // First of all: after an error further down ldirectord goes on with what it has read until there.
  emitted(
    'autoreload',
    boolean,
    'no',
    'Whether ldirectord watches its configuration file and reads it again by itself.',
  ),
  emitted(
    'checktimeout',
    positive,
    'negotiatetimeout, else 5',
    'Seconds until a connect, ping or external check counts as failed.',
  ),
  emitted(
    'negotiatetimeout',
    positive,
    'checktimeout, else 30',
    'Seconds until a negotiate check counts as failed.',
  ),
  emitted('checkinterval', positive, '10', 'Seconds between two rounds of health checks.'),
  emitted(
    'checkcount',
    positive,
    '1',
    'Attempts before a ping check counts as failed. Deprecated: `failurecount` is for all checks.',
  ),
  emitted('failurecount', positive, '1', 'Failed checks in a row after which a server counts as dead.'),
  emitted(
    'quiescent',
    boolean,
    'no (the manual says yes)',
    'Whether a dead server stays in the table of the kernel with weight 0 instead of being removed.',
  ),
  emitted(
    'readdquiescent',
    boolean,
    'no',
    'Whether a dead server that is not in the table of the kernel is put there with weight 0.',
  ),
  emitted(
    'cleanstop',
    boolean,
    'yes',
    'Whether the services are removed from the table of the kernel when ldirectord stops.',
  ),
  emitted(
    'fallback',
    { kind: 'fallback', family: 4 },
    'none',
    'Server of last resort, `host` or `host:port`, for services on IPv4: it gets the clients while all real servers are dead.',
  ),
  emitted(
    'fallback6',
    { kind: 'fallback', family: 6 },
    'none',
    'Server of last resort, `[address]:port`, for services on IPv6: it gets the clients while all real servers are dead.',
  ),
  emitted(
    'fallbackcommand',
    command,
    'none',
    'Program that is run with `start` when the last real server of a service died, and with `stop` when one is back.',
  ),
  emitted(
    'fork',
    boolean,
    'no',
    'Whether each service is checked by a process of its own instead of one service after another.',
  ),
  emitted(
    'callback',
    { kind: 'form', form: absolutePath, quotes: true },
    'none',
    'Program that is run, with the name of the configuration file, when that file has changed.',
  ),
  emitted(
    'logfile',
    { kind: 'form', form: logTarget, quotes: true },
    '/var/log/ldirectord.log',
    'File that ldirectord logs to, or a facility of syslog.',
  ),
  emitted(
    'emailalert',
    mailAddresses,
    'none',
    'Mail addresses, with commas between them, that are told when a real server dies or comes back.',
  ),
  emitted('emailalertfrom', sender, 'chosen by the mail system', 'Sender of the alert mails.'),
  emitted(
    'emailalertfreq',
    { kind: 'integer', min: 0, max: MAX_COUNT },
    '0',
    'Seconds between repeated alert mails while a server is dead; 0 sends each alert once.',
  ),
  emitted(
    'emailalertstatus',
    mailStatus,
    'all',
    'States of servers for which alert mails are sent, as a list or with commas; `none` stands alone.',
  ),
  emitted('smtp', mailHost, 'none', 'Mail server to which alert mails are handed.'),
  emitted(
    'maintenancedir',
    path,
    'none',
    'Folder in which a file named like a server (address or host name, with or without `:port`) forces it down.',
  ),
  {
    name: 'supervised',
    default: 'no',
    description: 'Whether ldirectord stays in the foreground and logs to standard output.',
    status: { refused: 'it keeps ldirectord in the foreground, where the service unit waits for ever' },
  },
  {
    name: 'execute',
    default: 'none',
    description: 'Another configuration for which a further ldirectord is started.',
    status: { refused: 'it starts further daemons that nobody manages' },
  },
];

/** The per-virtual directives, in the order in which they are printed (after `protocol`). */
export const serviceDirectives: readonly Directive[] = [
  emitted(
    'scheduler',
    { kind: 'scheduler' },
    'wrr',
    'How IPVS chooses the real server of a new connection, as in ipvsadm(8).',
  ),
  emitted(
    'schedflags',
    {
      kind: 'words',
      words: ['sh-fallback', 'sh-port', 'mh-fallback', 'mh-port'],
    },
    'none',
    'Flags of the schedulers sh and mh: the next server instead of a dead one (fallback), the source port counts (port). As a list or with commas.',
  ),
  emitted(
    'checktype',
    { kind: 'checktype' },
    'negotiate',
    'How servers are checked. connect: a connection, for UDP a ping; negotiate: a request and its answer; a number N: one negotiate after N connects; external: a program; on: always alive; off: never used.',
  ),
  emitted(
    'service',
    { kind: 'word', words: checkServices },
    'by port (21 ftp, 25 smtp, 53 dns, 80 http, 110 pop, 119 nntp, 143 imap, 389 ldap, 443 https, 587 submission, 636 ldaps, 993 imaps, 995 pops, 1521 oracle, 1812 radius, 3128 http_proxy, 3306 mysql, 5060 sip, 5432 pgsql), else none',
    'Protocol that a negotiate check speaks.',
  ),
  emitted(
    'checkport',
    { kind: 'integer', min: 1, max: 65_535 },
    'port of the real server, else of the service',
    'Port that is checked, where it is not the one of the service.',
  ),
  emitted(
    'checkinterval',
    positive,
    'the global one',
    'Seconds between two rounds of health checks; in force only with the global `fork: true`.',
  ),
  emitted(
    'checkcommand',
    path,
    '/bin/true',
    'Program of `checktype: external` and `external-perl`, without arguments: it is called with virtual address and port, real address and port, and exits 0 where the server is alive.',
  ),
  emitted(
    'request',
    { kind: 'quoted' },
    '/',
    'What a negotiate check asks for: a path for http, a name for dns, a SELECT for mysql, oracle and pgsql.',
  ),
  emitted(
    'receive',
    { kind: 'quoted' },
    'none',
    'Perl regular expression that the answer of a negotiate check must match.',
  ),
  emitted(
    'httpmethod',
    { kind: 'word', words: ['GET', 'HEAD'] },
    'GET',
    'Method of HTTP checks; with HEAD there is no body that `receive` could match.',
  ),
  emitted(
    'virtualhost',
    { kind: 'quoted', noQuote: true },
    'address of the real server',
    'Host header of HTTP and HTTPS checks.',
  ),
  emitted('login', { kind: 'quoted' }, 'none', 'User name with which a negotiate check logs in.'),
  emitted(
    'passwd',
    { kind: 'secret' },
    'none',
    'Password with which a negotiate check logs in: the key of Hiera that holds it.',
  ),
  emitted(
    'database',
    { kind: 'quoted' },
    'none',
    'Database in which the query of a mysql, oracle or pgsql check runs.',
  ),
  emitted(
    'secret',
    { kind: 'secret' },
    'none',
    'Shared secret of a radius check: the key of Hiera that holds it.',
  ),
  emitted(
    'load',
    { kind: 'form', form: plainWord, quotes: true },
    'none',
    'ldirectord reads this undocumented directive and never uses it.',
  ),
  emitted(
    'ops',
    boolean,
    'no',
    'One-packet scheduling: each datagram is balanced by itself. In force only for UDP.',
  ),
  emitted(
    'persistent',
    { kind: 'integer', min: 1, max: MAX_PERSISTENCE },
    'none',
    'Seconds for which a client is sent to the same server again.',
  ),
  emitted(
    'netmask',
    { kind: 'netmask' },
    'none',
    'Clients in one network count as one for `persistent`: a mask such as 255.255.255.0, for IPv6 a prefix length.',
  ),
  emitted(
    'checktimeout',
    positive,
    'the global one',
    'Seconds until a connect, ping or external check counts as failed.',
  ),
  emitted(
    'negotiatetimeout',
    positive,
    'the global one',
    'Seconds until a negotiate check counts as failed.',
  ),
  emitted(
    'checkcount',
    positive,
    'the global one',
    'Attempts before a ping check counts as failed. Deprecated: `failurecount` is for all checks.',
  ),
  emitted(
    'failurecount',
    positive,
    'the global one',
    'Failed checks in a row after which a server counts as dead.',
  ),
  emitted(
    'quiescent',
    boolean,
    'the global one',
    'Whether a dead server stays in the table of the kernel with weight 0 instead of being removed.',
  ),
  emitted(
    'cleanstop',
    boolean,
    'the global one',
    'Whether the services are removed from the table of the kernel when ldirectord stops.',
  ),
  emitted(
    'fallback',
    { kind: 'fallback' },
    'the global one',
    'Server of last resort, `host` or `host:port`: it gets the clients while all real servers are dead. Without a port it is asked on the port of the service.',
  ),
  emitted(
    'fallbackcommand',
    command,
    'the global one',
    'Program that is run with `start` when the last real server of a service died, and with `stop` when one is back.',
  ),
  emitted(
    'emailalert',
    mailAddresses,
    'the global one',
    'Mail addresses, with commas between them, that are told when a real server dies or comes back.',
  ),
  emitted(
    'emailalertfreq',
    { kind: 'integer', min: 0, max: MAX_COUNT },
    'the global one',
    'Seconds between repeated alert mails while a server is dead; 0 sends each alert once.',
  ),
  emitted(
    'emailalertstatus',
    mailStatus,
    'the global one',
    'States of servers for which alert mails are sent, as a list or with commas; `none` stands alone.',
  ),
  emitted('smtp', mailHost, 'the global one', 'Mail server to which alert mails are handed.'),
  emitted('monitorfile', path, 'none', 'File that gets a line for each check of this service.'),
  emitted('servicename', { kind: 'bare' }, 'none', 'Name of the service in alert mails.'),
  emitted('comment', { kind: 'bare' }, 'none', 'Note about the service in alert mails.'),
];
