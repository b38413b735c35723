import { ipv4, ipv6 } from './address.ts';

/** What names may look like, each with its form in words for the hint of a finding. */
export interface NameForm {
  readonly pattern: RegExp;
  readonly form: string;
}

/** Puppet's reserved words and the names that a class of the language or of its core already has. */
const RESERVED_MODULE_NAMES = [
  'and',
  'application',
  'attr',
  'case',
  'class',
  'component',
  'consumes',
  'default',
  'define',
  'else',
  'elsif',
  'environment',
  'false',
  'function',
  'if',
  'import',
  'in',
  'inherits',
  'main',
  'node',
  'or',
  'plan',
  'private',
  'produces',
  'settings',
  'site',
  'true',
  'type',
  'undef',
  'unless',
  // names of data types: a class of that name would hide the type
  'any',
  'array',
  'binary',
  'boolean',
  'callable',
  'catalogentry',
  'collection',
  'data',
  'deferred',
  'enum',
  'error',
  'exception',
  'float',
  'hash',
  'init',
  'integer',
  'iterable',
  'iterator',
  'notundef',
  'numeric',
  'object',
  'objecttype',
  'optional',
  'pattern',
  'pcore',
  'regexp',
  'resource',
  'richdata',
  'runtime',
  'scalar',
  'scalardata',
  'semver',
  'semverrange',
  'sensitive',
  'string',
  'struct',
  'target',
  'timespan',
  'timestamp',
  'tuple',
  'typealias',
  'typereference',
  'typeset',
  'uri',
  'variant',
  // resource types and modules that the emitted one uses
  'exec',
  'file',
  'package',
  'service',
  'kicker',
];

/** Puppet module and class name. */
export const moduleName: NameForm = {
  pattern: new RegExp(`^(?!(?:${RESERVED_MODULE_NAMES.join('|')})$)[a-z][a-z0-9_]*$`),
  form: 'small letters, digits and _, a letter first, no reserved word of Puppet and no name of one of its types',
};

/** Role, service and virtual IP names. */
export const entityName: NameForm = {
  pattern: /^[a-z][a-z0-9_-]{0,40}$/,
  form: 'small letters, digits, - and _, a letter first, at most 41 characters',
};

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** The pattern of a host name that ends where `end` begins. */
function hostPattern(end: string): string {
  return `(?=[^:]{1,253}${end})(?![0-9.]+${end})${LABEL}(?:\\.${LABEL})*`;
}

/** Host names as RFC 1123 has them. */
export const hostName: NameForm = {
  pattern: new RegExp(`^${hostPattern('$')}$`),
  form: 'letters, digits, - and dots, as in gui1.oe.example',
};

const PORT = '(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?';

/** What a server of last resort may look like: patterns without anchors, and the family where the host is an address. */
export const fallbackForms: readonly { readonly family: 4 | 6 | undefined; readonly pattern: string }[] = [
  { family: 4, pattern: `${ipv4}${PORT}` },
  { family: 6, pattern: `(?:${ipv6}|\\[${ipv6}\\]${PORT})` },
  { family: undefined, pattern: `${hostPattern('(?::|$)')}${PORT}` },
];

/** Network interface names, at most 15 characters as the kernel has it. */
export const interfaceName: NameForm = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/,
  form: 'letters, digits, dot, - and _, at most 15 characters, as in eth0 or bond0.100',
};

/** The absolute path of a file: ldirectord hands some to a shell, so only characters that mean themselves there. */
export const absolutePath: NameForm = {
  pattern: /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.:=@%+,-]+)+$/,
  form: 'an absolute path of letters, digits and _ . : = @ % + , - only',
};

/** A program with plain arguments, which ldirectord runs through a shell. */
export const commandLine: NameForm = {
  pattern: /^(?:\/(?!\.{1,2}(?:[/ ]|$))[A-Za-z0-9_.:=@%+,-]+)+(?: [A-Za-z0-9_.:=@%+,/-]+)*$/,
  form: 'the absolute path of a program and plain arguments, without quotes and other characters that a shell reads',
};

/** Where ldirectord logs to: a file, or a facility of syslog. */
export const logTarget: NameForm = {
  pattern:
    /^(?:(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.:=@%+,-]+)+|(?:auth|authpriv|cron|daemon|ftp|kern|lpr|mail|news|syslog|user|uucp|local[0-7]))$/,
  form: 'the absolute path of a file, or a syslog facility such as local0',
};

const MAILBOX = '[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?(?:@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)?';

/** One mail address: what ldirectord puts behind `From:`, where several would want a `Sender:` as well (RFC 5322, 3.6.2). */
export const mailAddress: NameForm = {
  pattern: new RegExp(`^${MAILBOX}$`),
  form: 'one mail address, as in lvs@oe.example',
};

/** One or more mail addresses. */
export const mailAddressList: NameForm = {
  pattern: new RegExp(`^${MAILBOX}(?:,${MAILBOX})*$`),
  form: 'mail addresses with commas between them, as in ops@oe.example,root',
};

/** One word. */
export const plainWord: NameForm = {
  pattern: /^[A-Za-z0-9_.-]*[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
  form: 'a word of letters, digits and _ . -',
};

/** A key of Hiera. */
export const hieraKey: NameForm = {
  pattern: /^[a-z][a-z0-9_]*(?:::[a-z][a-z0-9_]*)*(?:\.[A-Za-z0-9_-]+)*$/,
  form: 'a key of Hiera such as oe::lvs_check_password',
};

/** Author of a module, the first part of its name in metadata.json. */
export const authorName: NameForm = {
  pattern: /^[A-Za-z0-9]{1,40}$/,
  form: 'letters and digits only',
};

/** Semantic version without build metadata, as metadata.json wants it. */
export const semanticVersion: NameForm = {
  pattern:
    /^(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z-]{1,20}(?:\.[0-9A-Za-z-]{1,20}){0,3})?$/,
  form: 'a semantic version such as 1.2.0',
};

/** Licences that metadata.json may name. */
export const licenses = [
  'AGPL-3.0-only',
  'AGPL-3.0-or-later',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'GPL-2.0-only',
  'GPL-2.0-or-later',
  'GPL-3.0-only',
  'GPL-3.0-or-later',
  'ISC',
  'LGPL-2.1-only',
  'LGPL-3.0-only',
  'MIT',
  'MPL-2.0',
  'proprietary',
] as const;

/** A place for sources, as metadata.json wants it. */
export const sourceUrl: NameForm = {
  pattern: /^(?:https?|ssh|git|git\+ssh):\/\/[A-Za-z0-9][A-Za-z0-9.@:_-]*(?:\/[A-Za-z0-9._~@:+,%/=-]*)?$/,
  form: 'a URL such as https://git.example.org/oe/puppet-lvs',
};

/** Name of the Puppet parameter, without `$`, that holds a secret directive of a service. */
export function secretVariable(service: string, directive: string): string {
  return `${service.replaceAll('-', '_')}_${directive}`;
}

/** A part of a path; `.` and `..` are none. */
const PATH_PART = String.raw`(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.+@-]+`;

/** A path inside the module, or everything below a folder of it: no other patterns, so that nobody has to guess. */
export const modulePath: NameForm = {
  pattern: new RegExp(String.raw`^(?:${PATH_PART}\/)*${PATH_PART}(?:\/(?:\*\*)?)?$`),
  form: 'a path inside the module as README.md, or a folder with all below it as spec/ or spec/**',
};
