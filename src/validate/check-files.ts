import { allUnchecked, type Verdict, type Verdicts } from './check-result.ts';
import { checkErb } from './erb.ts';
import type { FileKind, SourceFile } from './file.ts';
import { checkLdirectord } from './ldirectord.ts';
import { checkEpp, checkManifests } from './puppet-check.ts';
import type { Stage } from './stage.ts';
import type { Toolbox } from './toolbox.ts';

/** Checks files with the real programs of one place. */
export async function checkFiles(
  files: readonly SourceFile[],
  metadata: readonly SourceFile[],
  stage: Stage,
  toolbox: Toolbox,
): Promise<Verdicts> {
  const ofKind = (kind: FileKind): SourceFile[] => files.filter((file) => file.kind === kind);
  const results = [
    await checkManifests(ofKind('manifest'), metadata, stage, toolbox),
    await checkEpp(ofKind('epp'), stage, toolbox),
    await checkErb(ofKind('erb'), stage, toolbox),
    await checkLdirectord(ofKind('ldirectord'), stage, toolbox),
  ];
  const verdicts = new Map<SourceFile, Verdict>(results.flatMap((result) => [...result]));
  // Whatever has no verdict was not checked: nothing becomes valid by falling through.
  const forgotten = files.filter((file) => !verdicts.has(file));
  return new Map([...verdicts, ...allUnchecked(forgotten, 'no program gave a verdict')]);
}
