import type { Need } from '../runner/suites.ts';
import { findChromium } from './chromium.ts';
import { dockerAnswers } from './docker-engine.ts';
import { findStaleImage } from './images.ts';

/** Why suites with this need cannot run on this machine as it is; undefined where they can. */
export function findObstacle(need: Need): Promise<string | undefined> {
  return OBSTACLES[need]();
}

const OBSTACLES: Readonly<Record<Need, () => Promise<string | undefined>>> = {
  containers: withoutContainers,
  chromium: withoutChromium,
};

async function withoutContainers(): Promise<string | undefined> {
  if (!(await dockerAnswers())) {
    return 'no Docker engine answers; `npm run test:all` starts one';
  }
  const stale = await findStaleImage();
  return stale && `image ${stale} is missing or out of date; \`npm run test:all\` builds it`;
}

async function withoutChromium(): Promise<string | undefined> {
  return findChromium() === undefined
    ? 'there is no /usr/bin/chromium; `npm run test:all` installs it'
    : undefined;
}
