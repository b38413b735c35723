import { expect, it } from 'vitest';
import { reloadMissing } from '../../../src/rehearse/checks/held-open.ts';

const before = '[Fri|ldirectord.cf|7] Added virtual server: 172.31.8.100:80\n';
const begun = '[Fri|ldirectord.cf|7] Reloading Linux Director Daemon config on signal\n';
const changed = '[Fri|ldirectord.cf|7] Changed virtual server: 172.31.8.100:80\n';

it.each<[string, string, string[]]>([
  ['nothing new', '', ['ldirectord has not begun to reload']],
  ['what was there before counts for nothing', changed, ['ldirectord has not begun to reload']],
  ['one of two services', begun + changed, ['ldirectord has come to 1 of 2 services']],
  ['both', begun + changed + changed, []],
  ['one that was added', begun + changed + before, []],
])('the log of a reload: %s', (_what, added, missing) => {
  expect(reloadMissing(before, before + added, 2)).toEqual(missing);
});
