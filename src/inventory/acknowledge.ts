import { codes, codesOfChanges, isFindingCode, type FindingCode } from '../diagnostics/codes.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Comment } from './tokens.ts';

const ACKNOWLEDGEMENT = /^\s*lvs-puppet:\s*allow\b(?<rest>.*)$/;
const CODE_AND_REASON = /^\s+(?<code>[a-z0-9-]+)\s+-\s+\S/;

/** What a comment says that it allows, with its reason in `text`; the code is undefined where it does not say both. */
export interface Allowance {
  readonly code: string | undefined;
  readonly text: string;
}

/** Undefined where a comment does not mean to allow anything. */
export function allowanceOf({ text }: Comment): Allowance | undefined {
  const rest = ACKNOWLEDGEMENT.exec(text)?.groups?.rest;
  if (rest === undefined) return undefined;
  return { code: CODE_AND_REASON.exec(rest)?.groups?.code, text: rest.trim().replaceAll(/\s+/g, ' ') };
}

/**
 * Takes out the findings that a comment `# lvs-puppet: allow CODE - reason` on their line, or the line above,
 * acknowledges; comments that match nothing are findings themselves.
 * @param stood the comments about a change that allow nothing new, see `stoodBefore`; undefined where nobody knows of a
 *   change: comments about one are left alone then
 */
export function applyAcknowledgements(
  findings: readonly Finding[],
  comments: readonly Comment[],
  stood?: ReadonlySet<Comment>,
): Finding[] {
  const silenced = new Set<Finding>();
  const problems: Finding[] = [];
  const acknowledged = lookupIn(findings);
  for (const comment of comments) {
    const allowance = allowanceOf(comment);
    if (allowance === undefined) continue;
    const { code } = allowance;
    if (code === undefined) {
      problems.push(
        unused(
          comment,
          'this comment does not say what it allows and why',
          'write # lvs-puppet: allow CODE - reason',
        ),
      );
    } else if (!isFindingCode(code)) {
      problems.push(
        unused(comment, `there is no finding ${quoted(code)}`, didYouMean(code, Object.keys(codes))),
      );
    } else if (!codes[code].acknowledgeable) {
      problems.push(unused(comment, `${code} cannot be allowed: ${codes[code].title.toLowerCase()}`));
    } else if (stood?.has(comment) === true) {
      problems.push(
        unused(
          comment,
          `this comment stood there before, and allows nothing new`,
          'remove it; where something new is meant, write a comment with its own reason',
        ),
      );
    } else {
      const matching = acknowledged(code, comment);
      for (const item of matching) silenced.add(item);
      if (matching.length === 0 && (stood !== undefined || !codesOfChanges.has(code)))
        problems.push(unused(comment, `there is no finding ${code} on this line or the next`));
    }
  }
  return [...findings.filter((item) => !silenced.has(item)), ...problems];
}

/** The findings of a code on the line of a comment, else on the next: one at the end of a line is for that line. */
type Lookup = (code: FindingCode, comment: Comment) => readonly Finding[];

function lookupIn(findings: readonly Finding[]): Lookup {
  const byPlace = new Map<string, Finding[]>();
  for (const item of findings) {
    const place = `${item.code} ${item.at.file}:${item.at.line}`;
    const others = byPlace.get(place);
    if (others === undefined) byPlace.set(place, [item]);
    else others.push(item);
  }
  return (code, { at }) =>
    byPlace.get(`${code} ${at.file}:${at.line}`) ?? byPlace.get(`${code} ${at.file}:${at.line + 1}`) ?? [];
}

function unused(comment: Comment, message: string, hint?: string): Finding {
  return finding('unused-acknowledgement', comment.at, message, hint);
}
