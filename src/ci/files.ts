import { githubWorkflow, gitlabJob, type CiSettings } from './fill-in.ts';
import type { Platform } from './platforms.ts';

/** What `init --ci` writes for a platform; paths are from the top of the repository. */
export interface CiFiles {
  /** The name of its template in `ci/`. */
  readonly template: string;
  /** The pipeline: where there is one already, nothing is written at all. */
  readonly path: string;
  readonly print: (template: string, settings: CiSettings) => string;
  /** What makes the platform see it, written where there is none yet; otherwise a person has to add it. */
  readonly entry: { readonly path: string; readonly text: string } | undefined;
  /** What is left to do. */
  readonly next: string;
}

export const ciFiles: Readonly<Record<Platform, CiFiles>> = {
  github: {
    template: 'github.yml',
    path: '.github/workflows/lvs-puppet.yml',
    print: githubWorkflow,
    entry: undefined,
    next: 'commit it; every pull request then gets a review',
  },
  gitlab: {
    template: 'gitlab.yml',
    path: '.gitlab/lvs-puppet.yml',
    print: gitlabJob,
    entry: { path: '.gitlab-ci.yml', text: 'include:\n  - local: /.gitlab/lvs-puppet.yml\n' },
    next: 'commit it, and give the project a variable LVS_PUPPET_TOKEN, as the file says',
  },
};
