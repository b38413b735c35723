import { fitComment, markerOf } from '../../ci/comment.ts';
import { asObject, type Forge, type ForgeOfRun } from '../../ci/forge.ts';
import { githubForge } from '../../ci/github-forge.ts';
import { gitlabForge } from '../../ci/gitlab-forge.ts';
import { parseJson } from '../../output/json.ts';
import { Refused } from '../call-api.ts';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { postComment, type Posted } from '../post-comment.ts';
import type { CommentFlags } from '../program.ts';
import { readBeside } from '../read-inventory.ts';

/**
 * `comment`: posts a review to the pull request or merge request of this run, or brings the comment of an earlier
 * run up to date. The URL of the comment goes to stdout. Without the right to post it is said, and no failure.
 */
export async function commentCommand(path: string, options: CommentFlags, io: Io): Promise<ExitCode> {
  const text = readBeside(path, io).text;
  const marker = markerOf(text);
  if (marker === undefined)
    throw usageFailure(`${path} is no review in Markdown: it does not begin with a marker of lvs-puppet`);
  const unchanged = options.review !== undefined && hasNoChanges(options.review, io);
  const run = forgeOfRun(io);
  if (run.kind === 'wrong') throw environmentFailure(run.reason);
  if (run.kind === 'none') return sayNotPosted(run.reason, io);
  const { forge } = run;
  const wanted = { marker, text: fitComment(text, forge), unchanged };
  try {
    return report(await postComment(forge, wanted, io.signal), io);
  } catch (error) {
    if (error instanceof Refused) return refused(error, forge, io);
    throw error;
  }
}

function hasNoChanges(path: string, io: Io): boolean {
  const { changes } = asObject(parseJson(readBeside(path, io).text));
  if (!Array.isArray(changes)) throw usageFailure(`${path} is no review as JSON`);
  return changes.length === 0;
}

function forgeOfRun(io: Io): ForgeOfRun {
  const { GITHUB_ACTIONS, GITLAB_CI, GITHUB_EVENT_PATH } = io.env;
  if (GITHUB_ACTIONS === 'true')
    return githubForge(io.env, GITHUB_EVENT_PATH && readBeside(GITHUB_EVENT_PATH, io).text);
  if (GITLAB_CI === 'true') return gitlabForge(io.env);
  return { kind: 'wrong', reason: 'this is a run of neither GitHub Actions nor GitLab CI' };
}

const DONE: Readonly<Record<Posted['done'], string>> = {
  create: 'the review is posted as a comment',
  update: 'the comment of an earlier run is updated',
  keep: 'the comment of an earlier run says all this already',
  silence: 'nothing changes, and nothing is posted',
};

function report({ done, url }: Posted, io: Io): ExitCode {
  io.stderr.write(`${DONE[done]}\n`);
  if (url !== undefined) io.stdout.write(`${url}\n`);
  return ExitCode.done;
}

/** A token that only reads is what a pull request from a fork gets: nobody's mistake. */
function refused({ status, message }: Refused, { name }: Forge, io: Io): ExitCode {
  if (status !== 403) throw environmentFailure(message);
  return sayNotPosted(`the token may not write comments on ${name}, as in runs for forks (${message})`, io);
}

function sayNotPosted(reason: string, io: Io): ExitCode {
  const note = `the review is not posted as a comment: ${reason}`;
  // GitHub shows it beside the result of the job.
  const shown =
    io.env.GITHUB_ACTIONS === 'true' ? `::notice title=lvs-puppet::${note.replaceAll('%', '%25')}` : note;
  io.stderr.write(`${shown}\n`);
  return ExitCode.done;
}
