import { inventorySchemaText } from '../../schema/inventory-schema.ts';
import { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** `schema`: the JSON Schema of the inventory, for editors and other programs. */
export function schemaCommand(io: Io): ExitCode {
  io.stdout.write(inventorySchemaText());
  return ExitCode.done;
}
