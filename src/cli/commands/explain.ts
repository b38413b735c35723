import { codes, isFindingCode, type FindingCode } from '../../diagnostics/codes.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { quoted } from '../../diagnostics/escape.ts';
import { findingOf } from '../../diff/allowable.ts';
import { isReasonCode, reasons, type ReasonCode } from '../../diff/reasons.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';

/** `explain`: one code of a finding or of a change on a page, or the list of all. */
export function explainCommand(code: string | undefined, io: Io): ExitCode {
  if (code === undefined) {
    for (const [name, weight, title] of allCodes()) {
      io.stdout.write(`${name.padEnd(34)} ${weight.padEnd(8)} ${title}\n`);
    }
    return ExitCode.done;
  }
  const width = Math.min(MAX_WIDTH, io.stdout.columns ?? MAX_WIDTH);
  io.stdout.write(`${pageOf(code, width).join('\n')}\n`);
  return ExitCode.done;
}

/** Findings, then changes, each in the order of its table. */
function allCodes(): [string, string, string][] {
  const findings = Object.entries(codes).map(([name, { severity, title }]): [string, string, string] => [
    name,
    severity,
    title,
  ]);
  const changes = Object.entries(reasons).map(([name, { risk, title }]): [string, string, string] => [
    name,
    risk,
    title,
  ]);
  return [...findings, ...changes];
}

function pageOf(code: string, width: number): string[] {
  if (isFindingCode(code)) return findingPage(code, width);
  if (isReasonCode(code)) return changePage(code, width);
  const known = [...Object.keys(codes), ...Object.keys(reasons)];
  const hint = didYouMean(code, known) ?? 'lvs-puppet explain lists all';
  throw usageFailure(`there is no code ${quoted(code)} of a finding or a change; ${hint}`);
}

function findingPage(code: FindingCode, width: number): string[] {
  const { severity, title, why, fix, source, acknowledgeable } = codes[code];
  return [
    `${code} (${severity})`,
    title,
    '',
    wrap('Why:     ', why, width),
    wrap('Fix:     ', fix, width),
    wrap('Source:  ', source, width),
    acknowledgeable ? allowLine(code) : 'Allow:   not possible',
  ];
}

function allowLine(code: FindingCode): string {
  return `Allow:   # lvs-puppet: allow ${code} - reason   (on its line or the line above)`;
}

function changePage(code: ReasonCode, width: number): string[] {
  const { risk, title, why, fix } = reasons[code];
  return [
    `${code} (a change: ${risk})`,
    title,
    '',
    wrap('Why:     ', why, width),
    wrap('Safer:   ', fix, width),
    ...[findingOf(code)].flatMap((finding) => (finding === undefined ? [] : [allowLine(finding)])),
  ];
}

const MAX_WIDTH = 80;

/** A paragraph with a label and hanging indentation. */
function wrap(label: string, text: string, width: number): string {
  const lines: string[] = [];
  let line = label;
  for (const word of text.split(' ')) {
    if (line.length + word.length > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = ' '.repeat(label.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
