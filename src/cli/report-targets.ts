import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { quoted } from '../diagnostics/escape.ts';
import { COMMENT_LIMIT, MAX_COMMENT_LIMIT, MIN_COMMENT_LIMIT } from '../report/comment-limits.ts';

/** One `--format NAME[:FILE]`: what to print, and where to. */
export interface ReportTarget<F extends string> {
  readonly format: F;
  /** The file as the person wrote it; undefined for standard output. */
  readonly file: string | undefined;
}

/** What commander gives to commands that print reports. */
export interface ReportFlags<F extends string> {
  /** Undefined where the person asked for nothing: then it is text on standard output. */
  readonly format?: readonly ReportTarget<F>[];
  readonly commentKey?: string;
  readonly commentLimit?: number;
}

/** The option `--format NAME[:FILE]`, which may be given several times; each target must be another one. */
export function formatsOption<F extends string>(formats: readonly F[], cwd: string): Option {
  const option = new Option(
    '--format <NAME[:FILE]>',
    'how the result is printed, to standard output or into a file; may be given several times',
  ).argParser((text: string, earlier: readonly ReportTarget<F>[] | undefined) => {
    const target = parseTarget(text, formats);
    refuseTwice(target, earlier ?? [], cwd);
    return [...(earlier ?? []), target];
  });
  // For help and completion; commander's own `choices` would refuse the file.
  option.argChoices = [...formats];
  return option;
}

function parseTarget<F extends string>(text: string, formats: readonly F[]): ReportTarget<F> {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const format = formats.find((known) => known === name);
  if (format === undefined) throw new InvalidArgumentError(`Allowed choices are ${formats.join(', ')}.`);
  const file = colon === -1 ? '-' : text.slice(colon + 1);
  if (file === '') throw new InvalidArgumentError('The name of the file is empty.');
  return { format, file: file === '-' ? undefined : file };
}

function refuseTwice<F extends string>(
  { file }: ReportTarget<F>,
  earlier: readonly ReportTarget<F>[],
  cwd: string,
): void {
  const path = (name: string | undefined): string => (name === undefined ? '' : resolve(cwd, name));
  if (!earlier.some((other) => path(other.file) === path(file))) return;
  throw new InvalidArgumentError(
    file === undefined
      ? 'Only one format can go to standard output; give the others a file, as in NAME:FILE.'
      : `Two formats cannot go to one file, ${quoted(file)}.`,
  );
}

/** What tells the comments of one pull request apart. */
export function commentKeyOption(): Option {
  return new Option(
    '--comment-key <KEY>',
    'with markdown: by which a comment is found again (default: the path)',
  ).argParser((text: string) => {
    if (text === '') throw new InvalidArgumentError('It is empty.');
    return text;
  });
}

/** How long a comment may be. */
export function commentLimitOption(): Option {
  return new Option(
    '--comment-limit <BYTES>',
    `with markdown: how long it may be (default: ${COMMENT_LIMIT}, for GitHub)`,
  ).argParser((text: string) => {
    const bytes = Number(text);
    if (/^\d+$/.test(text) && bytes >= MIN_COMMENT_LIMIT && bytes <= MAX_COMMENT_LIMIT) return bytes;
    throw new InvalidArgumentError(`It is a number from ${MIN_COMMENT_LIMIT} to ${MAX_COMMENT_LIMIT}.`);
  });
}
