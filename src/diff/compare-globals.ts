import { isInFile } from '../inventory/life-cycle.ts';
import type { DirectiveValue } from '../inventory/model.ts';
import { printDirective } from '../ldirectord/print-directive.ts';
import { globalReasons } from './attributes.ts';
import { places, valueDraft, type Draft } from './draft.ts';
import { mapPair, valueEdits } from './edits.ts';
import { inFile } from './effect.ts';
import type { Comparison, Side } from './side.ts';

/** The global directives of ldirectord. */
export function compareGlobals(comparison: Comparison): Draft[] {
  const { before, after } = comparison;
  const served = before.inventory.roles.some(({ services }) => services.some(isInFile));
  return [...valueEdits(mapPair(comparison, ['ldirectord']))].map(([name, edit]) => {
    const differs = printed(before, name) !== printed(after, name);
    return valueDraft({
      reason: served ? (globalReasons.get(name) ?? 'global-daemon-changed') : 'first-global-set',
      subject: { kind: 'global', name },
      of: 'of all services',
      attribute: name,
      edit,
      at: places(before.inventory.ldirectord.get(name), after.inventory.ldirectord.get(name)),
      effect: inFile(differs),
    });
  });
}

/** As it stands in the file, where `quiescent` always does. */
function printed({ inventory }: Side, name: string): string {
  const unset: DirectiveValue | undefined = name === 'quiescent' ? false : undefined;
  const value = inventory.ldirectord.get(name)?.value ?? unset;
  return value === undefined ? '' : printDirective(name, value);
}
