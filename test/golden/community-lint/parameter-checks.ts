import { bracketPairs, code, type Token } from './tokens.ts';
import type { Check } from './check.ts';

/** How the parameters of classes and defines are written and documented. */
export const parameterChecks: Readonly<Record<string, Check>> = {
  parameter_documentation: (tokens) => {
    const documented = tokens.flatMap(({ kind, text }) =>
      kind === 'comment' ? (/^# @param (\w+)/.exec(text)?.[1] ?? []) : [],
    );
    const parameters = parametersOf(tokens);
    const extra = documented.filter((name) => !parameters.some((parameter) => parameter.name === name));
    const twice = documented.filter((name, index) => documented.indexOf(name) !== index);
    const missing = parameters.filter(({ name }) => !documented.includes(name));
    const isDefinition = definitionOf(code(tokens)) !== undefined;
    return [...missing.map(({ line }) => line), ...(isDefinition ? [...extra, ...twice] : []).map(() => 1)];
  },
  parameter_types: (tokens) => linesOf(tokens, ({ type }) => type.length === 0),
  optional_default: (tokens) =>
    linesOf(tokens, ({ type, value }) => {
      const given = value[0];
      return type[0]?.text === 'Optional' && given !== undefined && given.text !== 'undef';
    }),
  params_empty_string_assignment: (tokens) =>
    linesOf(
      tokens,
      ({ value }) => value.length === 1 && (value[0]?.text === "''" || value[0]?.text === '""'),
    ),
  /** A secret is looked up by a key of its own, and a catalog without it has to fail with the name of that key. */
  lookup_in_parameter: (tokens) =>
    linesOf(
      tokens,
      ({ type, value }) => type[0]?.text !== 'Sensitive' && value.some(({ text }) => text === 'lookup'),
    ),
};

/** A parameter as it is written; without a type or a default value these are empty. */
interface Parameter {
  readonly name: string;
  readonly line: number;
  readonly type: readonly Token[];
  readonly value: readonly Token[];
}

function linesOf(tokens: readonly Token[], isWrong: (parameter: Parameter) => boolean): number[] {
  return parametersOf(tokens)
    .filter(isWrong)
    .map(({ line }) => line);
}

/** The index of the name of the class or define of a file. */
function definitionOf(tokens: readonly Token[]): number | undefined {
  const index = tokens.findIndex(
    ({ text }, place) => (text === 'class' || text === 'define') && tokens[place + 1]?.kind === 'name',
  );
  return index === -1 ? undefined : index + 1;
}

function parametersOf(all: readonly Token[]): Parameter[] {
  const tokens = code(all);
  const name = definitionOf(tokens);
  if (name === undefined || tokens[name + 1]?.text !== '(') return [];
  const pairs = bracketPairs(tokens);
  const parameters: Parameter[] = [];
  let start = name + 2;
  for (let index = start; index <= (pairs.get(name + 1) ?? 0); index += 1) {
    const { text } = tokens[index] ?? { text: '' };
    if (['(', '[', '{'].includes(text)) index = pairs.get(index) ?? index;
    else if (text === ',' || index === pairs.get(name + 1)) {
      if (index > start) parameters.push(parameterOf(tokens.slice(start, index)));
      start = index + 1;
    }
  }
  return parameters;
}

function parameterOf(tokens: readonly Token[]): Parameter {
  const place = tokens.findIndex(({ kind }) => kind === 'variable');
  const { text = '', line = 1 } = tokens[place] ?? {};
  return { name: text.slice(1), line, type: tokens.slice(0, place), value: tokens.slice(place + 2) };
}
