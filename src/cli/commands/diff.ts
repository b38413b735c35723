import { codesOfChanges } from '../../diagnostics/codes.ts';
import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { quoted } from '../../diagnostics/escape.ts';
import { hasErrors, type Finding } from '../../diagnostics/finding.ts';
import { confirmAcknowledged } from '../../diff/acknowledged.ts';
import { brakes } from '../../diff/brakes.ts';
import { compareInventories } from '../../diff/compare.ts';
import { differingFiles } from '../../diff/file-pairs.ts';
import type { FilePair, Review } from '../../diff/model.ts';
import { nothingYet } from '../../diff/nothing-yet.ts';
import type { Inventory } from '../../inventory/model.ts';
import type { Commented } from '../../inventory/stood-before.ts';
import { lint, readInForce } from '../../lint.ts';
import { readSides, type Side, type Sides } from '../diff-sides.ts';
import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { printFindings, summary } from '../lint-file.ts';
import type { ColorFlag, DiffFlags } from '../program.ts';
import { reportReview } from '../report-review.ts';
import type { ReadFiles } from '../write-reports.ts';

/** What is compared: the inventories of both sides. */
interface Compared {
  readonly before: Inventory;
  readonly after: Inventory;
}

/** `diff`: what the difference of two inventories means, on stdout; findings and notes go to stderr. */
export async function diffCommand(
  base: string | undefined,
  head: string | undefined,
  options: DiffFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const sides = await readSides({ ...options, base, head }, io);
  for (const note of sides.notes) io.stderr.write(`note: ${note}\n`);
  const compared = readBoth(sides, options, io);
  if (compared === undefined) {
    io.stderr.write('nothing was compared\n');
    return ExitCode.findings;
  }
  const { before, after, findings } = compared;
  checkConfirmed(compared, options.confirmRemoval ?? []);
  const review = compareInventories(before, after, {
    names: { before: sides.before.name, after: sides.after.name },
    confirmedRoles: options.confirmRemoval ?? [],
    ...(options.level === 'files' ? { files: await emittedFiles(compared, options.skeleton, io) } : {}),
  });
  const read = [
    base,
    head,
    sides.after.source.path,
    options.inventory,
    options.servers,
    ...(options.hiera ?? []),
  ];
  return conclude(confirmAcknowledged(review, findings), { ...options, read }, io);
}

/** Prints a review, and why it does not pass, where it does not. */
async function conclude(
  review: Review,
  options: DiffFlags & ColorFlag & ReadFiles,
  io: Io,
): Promise<ExitCode> {
  await reportReview(review, options, io);
  const reasons = brakes(review, { failOn: options.failOn, maxRemovals: options.maxRemovals });
  for (const reason of reasons) io.stderr.write(`${reason}\n`);
  return reasons.length > 0 ? ExitCode.findings : ExitCode.done;
}

/** Both inventories, and what was found in the new one; undefined where one of them cannot be compared. */
function readBoth(
  { before, after }: Sides,
  options: ColorFlag,
  io: Io,
): (Compared & { findings: readonly Finding[] }) | undefined {
  // Most changes of a repository leave the inventory alone: it is read once then.
  const same = haveSameTexts(before, after);
  const old = same ? {} : readOld(before, options, io);
  const next = lintNew(after, old?.inForce, options, io);
  if (old === undefined || next === undefined) return undefined;
  const { inventory, findings } = next;
  return {
    before: same ? inventory : (old.inForce?.inventory ?? nothingYet(inventory)),
    after: inventory,
    findings,
  };
}

function haveSameTexts(one: Side, other: Side): boolean {
  const texts = ({ source, known: { servers, hiera } }: Side): (string | undefined)[] =>
    [source, servers, ...(hiera ?? [])].map((item) => item?.text);
  const [a, b] = [texts(one), texts(other)];
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** The old inventory, which is in force whatever rules say of it. Undefined where it cannot be read at all. */
function readOld(side: Side, { color }: ColorFlag, io: Io): { readonly inForce?: Commented } | undefined {
  if (side.source === undefined) return {};
  const result = readInForce(side.source, side.known);
  const errors = result.findings.filter(({ severity }) => severity === 'error');
  if (result.inventory === undefined) {
    printFindings({ ...result, findings: errors, source: side.source, folder: io.cwd }, io.stderr, color);
    io.stderr.write(`${side.name}: ${summary(errors)}; compare with a revision that can be read\n`);
    return undefined;
  }
  return { inForce: { inventory: result.inventory, comments: result.comments } };
}

/** The new inventory, with its findings and those about the change; undefined where it has errors. */
function lintNew(
  { name, source, known }: Sides['after'],
  before: Commented | undefined,
  { color }: ColorFlag,
  io: Io,
): { inventory: Inventory; findings: readonly Finding[] } | undefined {
  const { inventory, findings, beside } = lint(source, { ...known, before });
  const { shown, more } = foldOfChange(findings);
  printFindings({ inventory, findings: shown, beside, source, folder: io.cwd }, io.stderr, color);
  if (more > 0) io.stderr.write(`and ${more} more of these warnings; each is a change, too\n`);
  if (inventory !== undefined && !hasErrors(findings)) return { inventory, findings };
  io.stderr.write(`${name}: ${summary(findings)}\n`);
  return undefined;
}

/** More warnings about the change than this say the same as its changes do. */
const MAX_OF_CHANGE = 5;

function foldOfChange(findings: readonly Finding[]): { shown: readonly Finding[]; more: number } {
  const ofChange = findings.filter(({ code }) => codesOfChanges.has(code));
  const left = new Set(ofChange.slice(MAX_OF_CHANGE));
  // They stand behind the others, in front of how many more there are.
  const others = findings.filter((item) => !ofChange.includes(item));
  return {
    shown: left.size === 0 ? findings : [...others, ...ofChange.slice(0, MAX_OF_CHANGE)],
    more: left.size,
  };
}

/** A misspelt role would confirm nothing, and nobody would know why. */
function checkConfirmed({ before, after }: Compared, confirmed: readonly string[]): void {
  const roles = [...new Set([...before.roles, ...after.roles].map(({ name }) => name))];
  const unknown = confirmed.find((role) => !roles.includes(role));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, roles);
  throw usageFailure(
    `--confirm-removal: neither side has a role ${quoted(unknown)}${hint === undefined ? '' : `; ${hint}`}`,
  );
}

async function emittedFiles(
  { before, after }: Compared,
  skeletonFolder: string | undefined,
  io: Io,
): Promise<FilePair[]> {
  const { loadSkeleton } = await import('../load-skeleton.ts');
  const { planModule } = await import('../../module/plan.ts');
  const { renderModule } = await import('../../module/render.ts');
  const skeleton = await loadSkeleton(skeletonFolder, io);
  const emit = (inventory: Inventory): ReadonlyMap<string, string> =>
    renderModule(planModule(inventory, skeleton), skeleton);
  return differingFiles(emit(before), emit(after));
}
