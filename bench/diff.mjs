// What `diff` of two revisions costs at 200 roles, with one weight changed: against an empty Node, and against octocatalog-diff
// (a Debian package; left out where it or Puppet is missing), which compiles the director's catalog on both sides.
// Prints ratios; judges nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeInventory } from './large-inventory.mjs';
import { median, paired, timed } from './paired.mjs';

const bin = join(import.meta.dirname, '../bin/lvs-puppet.cjs');
const rounds = Number(process.argv[2] ?? 11);
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const FACTS = `--- !ruby/object:Puppet::Node::Facts
name: lvs1.oe.example
values: { os: { family: Debian, name: Debian, release: { major: '12' } }, osfamily: Debian, kernel: Linux, fqdn: lvs1.oe.example }
`;
const identity = ['-c', 'user.name=oe', '-c', 'user.email=oe@oe.example'];
const git = (...args) => execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });

/** A control repository with the module that the inventory says, in two branches. */
function commit(branch, inventory) {
  git('checkout', '-q', '-b', branch);
  writeFileSync(join(folder, 'lvs.yaml'), inventory);
  execFileSync(process.execPath, [bin, 'scaffold'], { cwd: folder, stdio: 'ignore' });
  git('add', '-A');
  git('commit', '-q', '-m', branch);
}

const old = largeInventory(200);
git('init', '-q');
mkdirSync(join(folder, 'manifests'));
writeFileSync(join(folder, 'manifests/site.pp'), 'node default { include lvs }\n');
writeFileSync(join(folder, 'environment.conf'), 'modulepath = modules\n');
writeFileSync(join(folder, 'facts.yaml'), FACTS);
commit('before', old);
commit('after', old.replace('weight: 2', 'weight: 9'));

const diff = () => timed(process.execPath, [bin, 'diff', 'before', 'after'], { cwd: folder });
const empty = () => timed(process.execPath, ['-e', '0']);
diff();
const { first, second, ratio } = paired(rounds, diff, empty);
console.log(
  `diff of two revisions, 200 roles: ${ratio.toFixed(2)} x node -e 0 (${first.toFixed(0)} ms against ${second.toFixed(0)} ms, median of ${rounds} pairs)`,
);

const puppet = spawnSync('sh', ['-c', 'command -v puppet'], { encoding: 'utf8' }).stdout.trim();
const installed = spawnSync('octocatalog-diff', ['--version']).status === 0;
if (puppet === '' || !installed) {
  console.log(
    'octocatalog-diff: not compared, it or Puppet is not installed (apt-get install octocatalog-diff puppet)',
  );
} else {
  const args = ['-n', 'lvs1.oe.example', '--basedir', folder, '-f', 'before', '-t', 'after'];
  const options = ['--fact-file', join(folder, 'facts.yaml'), '--puppet-binary', puppet];
  const quiet = ['--no-parallel', '--no-hiera-config', '--no-color'];
  // It ends with 2 where there is a difference.
  const catalogs = () =>
    timed('octocatalog-diff', [...args, ...options, ...quiet], { cwd: folder, expected: 2 });
  const pairs = Array.from({ length: 3 }, () => ({ theirs: catalogs(), ours: diff() }));
  const times = median(pairs.map(({ theirs, ours }) => theirs / ours));
  console.log(
    `octocatalog-diff of the same change, one node: ${times.toFixed(0)} x as long as diff (${(median(pairs.map(({ theirs }) => theirs)) / 1000).toFixed(1)} s, median of 3 pairs)`,
  );
}
