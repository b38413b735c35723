import { jsonValue } from '../lang/json.ts';
import { markdownText } from '../lang/markdown.ts';
import {
  puppetBlock,
  puppetElement,
  puppetIdentifier,
  puppetInline,
  puppetString,
  type PuppetValue,
} from '../lang/puppet.ts';
import { rubyString } from '../lang/ruby.ts';
import { yamlScalar } from '../lang/yaml.ts';

/** What Handlebars hands to a helper after its arguments. */
interface HelperOptions {
  readonly hash: Readonly<Record<string, unknown>>;
}

/** What it hands to a block helper. */
interface BlockOptions {
  /** Renders the block. */
  readonly fn: (context: unknown) => string;
}

/** The helpers of the templates: each prints a value in one language and refuses what is none. */
export const helpers = {
  /** A validated name, as it stands: module, type, variable. */
  ident: (value: unknown): string => puppetIdentifier(text(value)),
  /** A Puppet value; `indent` is that of its line, `used` what stands before it, `end` what follows. */
  puppet: (value: unknown, options: HelperOptions): string =>
    puppetBlock(puppetValue(value), number(options, 'indent'), number(options, 'used'), end(options)),
  /** Block: a data type, which is optional where the default value is undef. */
  optional(this: unknown, value: unknown, options: BlockOptions): string {
    const type = options.fn(this);
    return isUndef(puppetValue(value)) ? `Optional[${type}]` : type;
  },
  /** One element of a Puppet list, with its comma. */
  element: (value: unknown, options: HelperOptions): string =>
    puppetElement(puppetValue(value), number(options, 'indent')),
  /** A quoted key of a Puppet hash that the view has filled up to the width of its column. */
  column: (value: unknown): string => column(text(value)),
  /** The name of a role, a licence or a key of Hiera: nothing in it means anything in any of the languages. */
  name: (value: unknown): string => plainName(text(value)),
  /** The default value of a parameter, as puppet-strings shows it. */
  reference: (value: unknown): string => referenceDefault(puppetInline(puppetValue(value))),
  ruby: (value: unknown): string => rubyString(text(value)),
  json: (value: unknown): string => jsonValue(scalar(value)),
  yaml: (value: unknown): string => yamlScalar(scalar(value)),
  markdown: (value: unknown): string => markdownText(String(scalar(value))),
  number: (value: unknown): string => String(count(value)),
};

export type HelperName = keyof typeof helpers;

function plainName(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.:_-]*$/.test(value))
    throw new Error(`${JSON.stringify(value)} is no plain name`);
  return value;
}

/** puppet-strings puts these words between backticks of their own. */
function referenceDefault(code: string): string {
  return ['undef', 'true', 'false'].includes(code) ? `\`\`${code}\`\`` : `\`${code}\``;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`a template wants text, not ${String(value)}`);
  return value;
}

function scalar(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new Error(`a template wants a plain value, not ${String(value)}`);
}

function count(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`a template wants a number, not ${String(value)}`);
  return value;
}

function puppetValue(value: unknown): PuppetValue {
  if (isPuppetObject(value)) return value;
  return scalar(value);
}

function isPuppetObject(value: unknown): value is Exclude<PuppetValue, string | number | boolean> {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'undef' || value.kind === 'list' || value.kind === 'hash';
}

function isUndef(value: PuppetValue): boolean {
  return typeof value === 'object' && value.kind === 'undef';
}

function number(options: HelperOptions, name: string): number {
  const value = options.hash[name] ?? 0;
  return count(value);
}

function end(options: HelperOptions): string {
  return text(options.hash['end'] ?? '');
}

function column(padded: string): string {
  const name = padded.trimEnd().slice(1, -1);
  return puppetString(name).padEnd(padded.length);
}
