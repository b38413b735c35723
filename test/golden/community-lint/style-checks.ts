import { bracketPairs, code, type Token } from './tokens.ts';
import type { Check } from './check.ts';

/** What is said, and how: names, references, resources, comparisons. */
export const styleChecks: Readonly<Record<string, Check>> = {
  relative_classname_inclusion: (all) =>
    linesWhere(
      code(all),
      (tokens, index) =>
        ['include', 'contain', 'require'].includes(tokens[index]?.text ?? '') &&
        /^['"]?::/.test(tokens[index + 1]?.text ?? ''),
    ),
  relative_classname_reference: (all) =>
    linesWhere(
      code(all),
      (tokens, index) =>
        (tokens[index]?.kind === 'type' && tokens[index]?.text.startsWith('::') === true) ||
        (tokens[index]?.text === 'Class' && /^['"]::/.test(tokens[index + 2]?.text ?? '')),
    ),
  anchor_resource: (all) => resourceLines(all, ({ type }) => type === 'anchor'),
  file_ensure: (all) =>
    resourceLines(
      all,
      ({ type, attributes }) => type === 'file' && valueOf(attributes, 'ensure') === 'present',
    ),
  package_ensure: (all) =>
    resourceLines(
      all,
      ({ type, attributes }) => type === 'package' && valueOf(attributes, 'ensure') === 'latest',
    ),
  exec_idempotency: (all) =>
    resourceLines(
      all,
      ({ type, attributes }) =>
        type === 'exec' &&
        !['onlyif', 'unless', 'creates', 'refreshonly'].some((name) => attributes.has(name)),
    ),
  leading_zero: (all) =>
    linesWhere(code(all), (tokens, index) => {
      const { kind, text = '' } = tokens[index] ?? {};
      return kind === 'number' && /^0\d/.test(text);
    }),
  topscope_variable: (all) =>
    linesWhere(code(all), (tokens, index) => {
      const { kind, text = '' } = tokens[index] ?? {};
      return (
        (kind === 'variable' && text.startsWith('$::')) ||
        (kind === 'string' && text.startsWith('"') && text.includes('${::'))
      );
    }),
  variable_contains_upcase: (all) =>
    linesWhere(code(all), (tokens, index) => {
      const { kind, text = '' } = tokens[index] ?? {};
      return kind === 'variable' && /[A-Z]/.test(text);
    }),
  unquoted_string_in_case: (all) => unquotedIn(code(all), 'case', [':', ',']),
  unquoted_string_in_selector: (all) => unquotedIn(code(all), '?', ['=>']),
  version_comparison: (all) =>
    linesWhere(code(all), (tokens, index) => {
      const { kind, text = '' } = tokens[index] ?? {};
      const [mark, other] = [tokens[index + 1]?.text ?? '', tokens[index + 2]];
      const isOrder = ['<', '>', '<=', '>='].includes(mark);
      const isNumber = ['==', '!='].includes(mark) && other?.kind === 'number';
      return kind === 'variable' && /(?:version|release)$/.test(text) && (isOrder || isNumber);
    }),
  resource_reference_without_whitespace: (all) =>
    linesWhere(
      all,
      (tokens, index) =>
        tokens[index]?.kind === 'type' &&
        tokens[index + 1]?.kind === 'space' &&
        tokens[index + 2]?.text === '[',
    ),
  resource_reference_with_unquoted_title: (all) =>
    linesWhere(
      code(all),
      (tokens, index) =>
        tokens[index]?.kind === 'type' &&
        tokens[index + 1]?.text === '[' &&
        tokens[index + 2]?.kind === 'name' &&
        tokens[index + 2]?.text !== 'default' &&
        tokens[index + 3]?.text === ']' &&
        tokens[index]?.text !== 'Optional',
    ),
  resource_reference_without_title_capital: (all) =>
    resourceLines(all, ({ attributes }) =>
      ['before', 'notify', 'require', 'subscribe'].some((name) => hasBareTitle(attributes.get(name) ?? [])),
    ),
  resource_reference_chain_without_whitespace: (all) =>
    linesWhere(
      all,
      (tokens, index) =>
        ['->', '~>'].includes(tokens[index]?.text ?? '') &&
        !(isBlank(tokens[index - 1]) && isBlank(tokens[index + 1])),
    ),
};

function linesWhere(
  tokens: readonly Token[],
  isWrong: (tokens: readonly Token[], index: number) => boolean,
): number[] {
  return tokens.filter((_token, index) => isWrong(tokens, index)).map(({ line }) => line);
}

function isBlank(token: Token | undefined): boolean {
  return token?.kind === 'space' || token?.kind === 'newline';
}

/** One body of a resource declaration. */
interface Resource {
  readonly type: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, readonly Token[]>;
}

function valueOf(attributes: Resource['attributes'], name: string): string | undefined {
  return attributes.get(name)?.[0]?.text.replaceAll(/['"]/g, '');
}

/** `File[Some]`: a reference whose title is written as a type. */
function hasBareTitle(value: readonly Token[]): boolean {
  return value.some(
    ({ kind }, index) =>
      kind === 'type' && value[index + 1]?.text === '[' && value[index + 2]?.kind === 'type',
  );
}

function resourceLines(all: readonly Token[], isWrong: (resource: Resource) => boolean): number[] {
  return resourcesOf(code(all))
    .filter(isWrong)
    .map(({ line }) => line);
}

/** Every resource: a name, a brace, then bodies of a title, a colon and attributes, with semicolons between them. */
function resourcesOf(tokens: readonly Token[]): Resource[] {
  const pairs = bracketPairs(tokens);
  return [...tokens.entries()].flatMap(([index, { kind, text }]) => {
    const end = pairs.get(index + 1);
    if (kind !== 'name' || tokens[index + 1]?.text !== '{' || end === undefined) return [];
    const bodies = splitAt(';', tokens.slice(index + 2, end)).flatMap((body) => bodyOf(text, body) ?? []);
    return bodies;
  });
}

function bodyOf(type: string, tokens: readonly Token[]): Resource | undefined {
  const colon = topLevel(tokens).find((index) => tokens[index]?.text === ':');
  const first = tokens[0];
  if (colon === undefined || first === undefined) return undefined;
  const attributes = splitAt(',', tokens.slice(colon + 1)).flatMap((part): [string, readonly Token[]][] =>
    part[1]?.text === '=>' ? [[part[0]?.text ?? '', part.slice(2)]] : [],
  );
  // What the defaults of a declaration say counts for every body; they are no resource of their own.
  return first.text === 'default' ? undefined : { type, line: first.line, attributes: new Map(attributes) };
}

/** The indexes that stand in no bracket. */
function topLevel(tokens: readonly Token[]): number[] {
  const pairs = bracketPairs(tokens);
  const indexes: number[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    indexes.push(index);
    const close = pairs.get(index);
    if (close !== undefined) index = close;
  }
  return indexes;
}

function splitAt(mark: string, tokens: readonly Token[]): Token[][] {
  const cuts = topLevel(tokens).filter((index) => tokens[index]?.text === mark);
  const starts = [0, ...cuts.map((cut) => cut + 1)];
  return starts
    .map((start, place) => tokens.slice(start, cuts[place] ?? tokens.length))
    .filter((part) => part.length > 0);
}

/** Bare words where `case` or a selector names what it matches. */
function unquotedIn(tokens: readonly Token[], word: string, ends: readonly string[]): number[] {
  const pairs = bracketPairs(tokens);
  return [...tokens.entries()].flatMap(([index, { text }]) => {
    if (text !== word) return [];
    const brace = tokens.findIndex((token, place) => place > index && token.text === '{');
    const inside = tokens.slice(brace + 1, pairs.get(brace) ?? brace);
    return topLevel(inside).flatMap((place) => {
      const { kind, line = 0, text: label = '' } = inside[place] ?? {};
      const isLabel = ends.includes(inside[place + 1]?.text ?? '') && kind === 'name';
      return isLabel && !['default', 'true', 'false', 'undef'].includes(label) ? [line] : [];
    });
  });
}
