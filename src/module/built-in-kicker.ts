import { skeleton } from 'virtual:kicker-skeleton';
import type { Skeleton } from './render.ts';
import { reviveTemplates } from './revive-templates.ts';
import type { KickerView } from './view-kicker.ts';

/** The templates of the module `kicker` that come with the tool, compiled when it was built. */
export function builtInKicker(): Skeleton<KickerView> {
  return reviveTemplates<KickerView>(skeleton);
}
