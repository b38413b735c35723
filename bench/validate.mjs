// What `validate` adds to the program that it asks. Prints ratios; judges nothing. Needs puppet on the PATH.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { paired, timed } from './paired.mjs';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/lvs-puppet.cjs');
const module = join(root, 'fixtures/oe-stack/modules/lvs');
const rounds = Number(process.argv[2] ?? 7);
const manifests = readdirSync(module, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.pp'))
  .map((file) => join(module, file));

const { first, second, ratio } = paired(
  rounds,
  () => timed(process.execPath, [bin, 'validate', '--engine', 'puppet', ...manifests]),
  () => timed('puppet', ['parser', 'validate', ...manifests]),
);
console.log(
  `validate of ${manifests.length} manifests: ${ratio.toFixed(2)} x puppet parser validate ` +
    `(${first.toFixed(0)} ms against ${second.toFixed(0)} ms, median of ${rounds} pairs)`,
);
