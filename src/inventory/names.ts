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

/** Host names as RFC 1123 has them. */
export const hostName: NameForm = {
  pattern:
    /^(?=.{1,253}$)(?![0-9.]+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  form: 'letters, digits, - and dots, as in gui1.oe.example',
};

/** Network interface names, at most 15 characters as the kernel has it. */
export const interfaceName: NameForm = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/,
  form: 'letters, digits, dot, - and _, at most 15 characters, as in eth0 or bond0.100',
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
