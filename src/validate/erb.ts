import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { allUnchecked, type Verdict, type Verdicts } from './check-result.ts';
import type { SourceFile } from './file.ts';
import { placeOfLine } from './place.ts';
import type { Stage } from './stage.ts';
import type { Toolbox } from './toolbox.ts';

/**
 * Compiles templates as Puppet does (trim mode -) without running them. The names of the files come on
 * stdin, so that nothing from outside is ever part of the program.
 */
export const RUBY_PROGRAM = `
require 'erb'
require 'json'
job = JSON.parse($stdin.read)
answers = job['files'].map do |file|
  begin
    text = File.read(File.join(job['root'], file), mode: 'rb').force_encoding('UTF-8')
    ruby = ERB.new(text, trim_mode: '-').src
    # ERB puts a line with the encoding in front, so the first line of the template is the second of the program.
    RubyVM::InstructionSequence.compile(ruby, job['label'], job['label'], 0)
    nil
  rescue SyntaxError, StandardError, SystemStackError => error
    error.message.encode('UTF-8', invalid: :replace, undef: :replace).scrub
  end
end
puts JSON.generate(answers)
`;

/** One thing that Ruby said about a template. */
export interface RubyIssue {
  readonly line: number;
  readonly message: string;
}

const TIMEOUT_SECONDS = 120;

/** Checks ERB templates, all of them in one Ruby process. */
export async function checkErb(
  files: readonly SourceFile[],
  stage: Stage,
  toolbox: Toolbox,
): Promise<Verdicts> {
  if (files.length === 0) return new Map();
  for (const [index, file] of files.entries()) await stage.add(`erb/${index}.erb`, file.bytes);
  // Nobody can put a label into a template that is made only now.
  const label = `template-${crypto.randomUUID()}`;
  const job = { root: `${toolbox.root}/erb`, label, files: files.map((_, index) => `${index}.erb`) };
  const options = { timeoutSeconds: TIMEOUT_SECONDS, input: JSON.stringify(job) };
  const result = await toolbox.run('ruby', ['-W0', '-e', RUBY_PROGRAM], options);
  if (result.missing) return allUnchecked(files, 'ruby is not on PATH');
  const answers = parseAnswers(result.stdout);
  if (result.cutShort !== undefined || answers?.length !== files.length) {
    const why = result.cutShort ?? (result.stderr.trim().slice(0, 2000) || 'it gave no answer');
    return allUnchecked(files, `ruby does not work: ${why}`);
  }
  return new Map(files.map((file, index) => [file, toVerdict(file, answers[index] ?? null, label)]));
}

function toVerdict(file: SourceFile, answer: string | null, label: string): Verdict {
  return { findings: answer === null ? [] : toFindings(file, parseRubyMessage(answer, label)) };
}

function toFindings(file: SourceFile, issues: readonly RubyIssue[]): Finding[] {
  return issues.map((issue) => finding('erb-syntax', placeOfLine(file, issue.line), issue.message));
}

/**
 * The errors in a SyntaxError's message, where each starts with the name of the program and the line. Ruby
 * from 3.4 on draws one picture of the program instead, with `> ` before the lines and the texts below them.
 */
export function parseRubyMessage(message: string, label: string): RubyIssue[] {
  const parts = message.split(`${label}:`);
  const issues = parts.slice(1).flatMap((part) => {
    const match = /^(\d+): (.*)/.exec(part);
    if (match === null) return [];
    const [, line, text = ''] = match;
    return /^syntax errors? found/.test(text)
      ? parsePicture(part)
      : [{ line: Number(line), message: text.trim() }];
  });
  return issues.length > 0 ? issues : [{ line: 1, message: message.trim().replace(/\s*\n\s*/g, ' ') }];
}

function parsePicture(picture: string): RubyIssue[] {
  const issues: RubyIssue[] = [];
  let line = 1;
  for (const row of picture.split('\n')) {
    const marked = /^> *(\d+) \|/.exec(row);
    const note = /^ *\| *\^~* *(\S.*)$/.exec(row);
    if (marked !== null) line = Number(marked[1]);
    if (note !== null) issues.push({ line, message: `syntax error: ${note[1] ?? ''}` });
  }
  return issues;
}

function parseAnswers(stdout: string): (string | null)[] | undefined {
  try {
    const data: unknown = JSON.parse(stdout);
    return Array.isArray(data) ? data.map((item) => (typeof item === 'string' ? item : null)) : undefined;
  } catch {
    return undefined;
  }
}
