import { codes, isFindingCode } from '../../diagnostics/codes.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { quoted } from '../../diagnostics/escape.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';

/** `explain`: one finding code on a page, or the list of all. */
export function explainCommand(code: string | undefined, io: Io): ExitCode {
  if (code === undefined) {
    for (const [name, { severity, title }] of Object.entries(codes)) {
      io.stdout.write(`${name.padEnd(34)} ${severity.padEnd(7)} ${title}\n`);
    }
    return ExitCode.done;
  }
  if (!isFindingCode(code)) {
    const hint = didYouMean(code, Object.keys(codes)) ?? 'lvs-puppet explain lists all';
    throw usageFailure(`there is no finding code ${quoted(code)}; ${hint}`);
  }
  const width = Math.min(MAX_WIDTH, io.stdout.columns ?? MAX_WIDTH);
  const { severity, title, why, fix, source, acknowledgeable } = codes[code];
  const acknowledge = acknowledgeable
    ? `Allow:   # lvs-puppet: allow ${code} - reason   (on its line or the line above)`
    : 'Allow:   not possible';
  io.stdout.write(
    [
      `${code} (${severity})`,
      title,
      '',
      wrap('Why:     ', why, width),
      wrap('Fix:     ', fix, width),
      wrap('Source:  ', source, width),
      acknowledge,
      '',
    ].join('\n'),
  );
  return ExitCode.done;
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
