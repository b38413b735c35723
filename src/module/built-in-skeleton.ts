import { skeleton } from 'virtual:module-skeleton';
import type { Skeleton } from './render.ts';
import { reviveTemplates } from './revive-templates.ts';
import type { ModuleView } from './view.ts';

/** The templates that come with the tool, compiled when it was built. */
export function builtInSkeleton(): Skeleton {
  return reviveTemplates<ModuleView>(skeleton);
}
