import type { Place } from '../../diagnostics/finding.ts';

/** What the importer understands of a Puppet manifest: data, and nothing of what happens when it is applied. */
export interface Manifest {
  /** In the order of the text. `$x = $lvs::x` says nothing, as the classes of a module hand on what one of them knows. */
  readonly assignments: readonly Assignment[];
  /** In the order of the text; one for each title and its attributes. */
  readonly resources: readonly Resource[];
  /** In the order of their names in the text, wherever they stand, also in values above. */
  readonly calls: readonly Call[];
}

/** By the last part of its name: `$x`, `$::x` and `$lvs::x` are all `x`. */
export interface Assignment {
  readonly name: string;
  readonly value: Value;
  /** From the variable to the end of the value. */
  readonly at: Place;
}

/** A resource, or several that have their attributes in common: then the title is an array. */
export interface Resource {
  /** In lower case, without `::` before it: `lvs::bind_virtual_ip`, or `class`. */
  readonly type: string;
  readonly title: Value;
  /** `* => $hash` has the name `*`. */
  readonly attributes: ReadonlyMap<string, Value>;
  /** From the title to the last attribute. */
  readonly at: Place;
}

/** A value as it is written, with places. */
export type Value =
  | Text
  | Interpolated
  | { readonly kind: 'number'; readonly value: number; readonly at: Place }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Place }
  | { readonly kind: 'undef'; readonly at: Place }
  | Variable
  | { readonly kind: 'array'; readonly items: readonly Value[]; readonly at: Place }
  | { readonly kind: 'hash'; readonly entries: readonly HashEntry[]; readonly at: Place }
  | Call
  | Unknown;

/** In quotes, or a bare word. */
export interface Text {
  readonly kind: 'string';
  readonly value: string;
  readonly at: Place;
}

/** A string in double quotes that holds values. */
export interface Interpolated {
  readonly kind: 'interpolated';
  /** Strings, numbers, variables and calls. */
  readonly parts: readonly Value[];
  /** As it is written, with its quotes. */
  readonly text: string;
  readonly at: Place;
}

/** A variable, by the last part of its name. */
export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly at: Place;
}

export interface HashEntry {
  readonly key: Value;
  readonly value: Value;
}

/**
 * A call of a function. Pairs `key => value` that follow one another without braces are one hash. What stands before the dot of
 * `$x.name(…)` is the first argument.
 */
export interface Call {
  readonly kind: 'call';
  /** Without `::` before it. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly at: Place;
}

/** An expression that is more than data, nested too deep, or no Puppet at all: as it is written. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly text: string;
  readonly at: Place;
}
