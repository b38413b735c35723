import type { Refusal } from '../../../src/ldirectord-cf/model.ts';

/**
 * Part of what the daemon knows when it has read a file, in the words of its own variables: see `inItsWords`. Numbers are text;
 * `undefined` is for what is not set.
 */
export interface Meaning {
  readonly [name: string]: string | undefined | Meaning | readonly string[] | readonly Meaning[];
}

export type Expected =
  | {
      readonly accepted: Meaning;
      /** The seconds that each service gives its checks. */
      readonly timeouts?: readonly { readonly check: string; readonly negotiate: string }[];
      /** Words out of each warning of the daemon, which it only sometimes gives a line. */
      readonly warnings: readonly string[];
    }
  /** `says` is a part of the daemon's sentence. */
  | { readonly refused: Refusal; readonly line: number; readonly says: string }
  | { readonly needs: string; readonly line: number };

/** A rule of the language with a file that shows it. */
export interface Case {
  readonly rule: string;
  readonly text: string;
  readonly expected: Expected;
}

export function accepts(
  rule: string,
  text: string,
  accepted: Meaning = {},
  warnings: readonly string[] = [],
): Case {
  return { rule, text, expected: { accepted, warnings } };
}

export function refuses(rule: string, text: string, refused: Refusal, line: number, says: string): Case {
  return { rule, text, expected: { refused, line, says } };
}

/** Nobody can tell without name servers. */
export function needsNames(rule: string, text: string, name: string, line: number): Case {
  return { rule, text, expected: { needs: name, line } };
}

/** A section for HTTP with these lines, of which the first is line 2. */
export function web(...lines: readonly string[]): string {
  return section('virtual=10.0.0.100:80', ...lines);
}

export function web6(...lines: readonly string[]): string {
  return section('virtual6=[2001:db8::100]:80', ...lines);
}

export function marked(...lines: readonly string[]): string {
  return section('virtual=7', ...lines);
}

export function section(virtual: string, ...lines: readonly string[]): string {
  return `${virtual}\n${lines.map((line) => `\t${line}\n`).join('')}`;
}

/** What is known of the virtual services of a file. */
export function services(...virtuals: readonly Meaning[]): Meaning {
  return { virtuals };
}

/** What is known of the real servers of the only service. */
export function reals(...real: readonly Meaning[]): Meaning {
  return services({ real });
}
