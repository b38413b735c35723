import { ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { ColorFlag, ScaffoldFlags } from '../program.ts';
import { readInventory } from '../read-inventory.ts';
import { checkByRecord } from '../check-record.ts';

/**
 * `scaffold`: writes the module, or says what would be written. What `--check` can say from the record of an earlier
 * run it says without loading the parser and the templates, which is most of its time.
 */
export async function scaffoldCommand(
  path: string,
  options: ScaffoldFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  if (options.strict === true && options.check !== true)
    throw usageFailure('--strict says how --check judges, and goes with it');
  const file = await readInventory(path, io);
  if (options.check === true && checkByRecord(file, options, io)) return ExitCode.done;
  const { bringUpToDate } = await import('../bring-up-to-date.ts');
  return bringUpToDate(file, path, options, io);
}
