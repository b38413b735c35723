import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineName } from '../../src/validate/engine.ts';
import { isValid } from '../../src/validate/file.ts';
import { validatePaths, type CheckedFiles } from '../../src/validate/validate.ts';

const programs = ['puppet', 'ruby', 'ldirectord'];
const onPath = programs.every((program) =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program))),
);
/** Containers are always there in this suite; a machine with the programs on PATH is tested as well. */
const engines: EngineName[] = onPath ? ['docker', 'puppet'] : ['docker'];

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'validate-test-'));
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

function make(path: string, content: string | Uint8Array): string {
  const absolute = join(top, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  return absolute;
}

function metadata(name: string): string {
  const base = {
    name,
    version: '1.0.0',
    author: 'a',
    summary: 's',
    license: 'MIT',
    source: 'x',
    dependencies: [],
  };
  return JSON.stringify(base);
}

async function check(engine: EngineName, ...paths: string[]): Promise<CheckedFiles> {
  const result = await validatePaths({
    paths: paths.length === 0 ? ['.'] : paths,
    cwd: top,
    env: process.env,
    engine,
  });
  if (result.outcome !== 'checked') throw new Error(result.problems.join('\n'));
  return result;
}

/** One line for each file: its path, and the places and texts of what was found. */
function lines({ files }: CheckedFiles): string[] {
  return files.map((file) => {
    const said = file.findings.map(
      ({ severity, at, message }) =>
        `${severity} ${at.line}:${at.column} ${message.replace(/ \(puppet [\d., ]+\)$/, '')}`,
    );
    return [file.path, isValid(file) ? 'valid' : 'not', file.notChecked, ...said].filter(Boolean).join(' | ');
  });
}

describe.each(engines)('engine %s', (engine) => {
  it('gives every kind of file the verdict of the real programs', async () => {
    make('m/metadata.json', metadata('x-m'));
    make('m/manifests/init.pp', 'class m {\n  $a = "ä😀" + +\n}\n');
    make('m/manifests/good.pp', 'class m::good { }\n');
    make('m/manifests/many.pp', "class m::many {\n  $x::y = 1\n  $1 = 2\n  notice('x')\n}\n");
    make('m/manifests/open.pp', 'class m::open {\n  notice(1)\n\n');
    make('m/manifests/place.pp', 'class m::elsewhere { }\n');
    make('m/manifests/regex.pp', 'class m::regex {\n  if $a =~ /(/ { notice(1) }\n}\n');
    make('m/manifests/bytes.pp', Buffer.from([0x63, 0xff, 0xfe]));
    make('m/manifests/empty.pp', '');
    make('m/plans/p.pp', 'plan m::p(String $a) {\n  return $a\n}\n');
    make('m/templates/a.epp', '<%- | $a, | -%>\n<%= $a + %>\n');
    make('m/templates/b.epp', '<%= 1 =~ /(/ %>');
    make('m/templates/c.epp', '<%- | String $a | -%>\n<%= $a %>\n');
    make('m/templates/a.erb', '<% if true -%>\n  <%= foo( %>\n<% end -%>\n');
    make('m/templates/b.erb', '<% [1].each do |x| -%>\n<%= x %>\n<% end -%>\n');
    make('m/templates/c.erb', '<% if true %>\n');
    expect(lines(await check(engine))).toEqual([
      'm/manifests/bytes.pp | not | error 1:1 invalid byte sequence in UTF-8',
      'm/manifests/empty.pp | valid',
      'm/manifests/good.pp | valid',
      "m/manifests/init.pp | not | error 2:16 Syntax error at '+'",
      "m/manifests/many.pp | not | error 2:3 Illegal attempt to assign to 'x::y'. Cannot assign to variables in other namespaces | error 3:3 Illegal attempt to assign to the numeric match result variable '$1'. Numeric variables are not assignable",
      'm/manifests/open.pp | not | error 2:12 Syntax error at end of input',
      "m/manifests/place.pp | not | error 1:1 Unacceptable location. The name 'm::elsewhere' is unacceptable in file 'm/manifests/place.pp'",
      'm/manifests/regex.pp | not | error 1:1 end pattern with unmatched parenthesis: /(/',
      'm/metadata.json | valid',
      'm/plans/p.pp | valid',
      "m/templates/a.epp | not | error 2:10 Syntax error at '%>'",
      "m/templates/a.erb | not | error 2:3 syntax error, unexpected ';', expecting ')'",
      'm/templates/b.epp | not | error 1:1 end pattern with unmatched parenthesis: /(/',
      'm/templates/b.erb | valid',
      'm/templates/c.epp | valid',
      expect.stringMatching(
        /^m\/templates\/c\.erb \| not \| error 2:1 syntax error, unexpected end-of-input/,
      ),
    ]);
  });

  it('reads ldirectord.cf as ldirectord does, and touches nothing', async () => {
    const log = join(top, 'log');
    const monitor = join(top, 'monitor');
    make(
      'good.cf',
      `logfile="${log}"\nvirtual=10.0.0.1:80\n\treal=10.0.0.2:80 gate\n\tchecktype=connect\n\tmonitorfile="${monitor}"\n`,
    );
    make('ldirectord.cf', 'checktimeout=3\nvirtual=10.0.0.1:80\n\treal=10.0.0.2:80 gate\n\tfrob=1\n');
    make('execute.cf', `execute=x; touch ${top}/pwned\n`);
    make('empty.cf', '');
    const before = logState();
    expect(lines(await check(engine))).toEqual([
      'empty.cf | valid',
      'execute.cf | valid',
      'good.cf | valid',
      'ldirectord.cf | not | error 4:2 frob is no directive that can stand here',
    ]);
    expect(readdirSync(top).toSorted()).toEqual(['empty.cf', 'execute.cf', 'good.cf', 'ldirectord.cf']);
    expect(logState()).toEqual(before);
  });

  it('survives every file name', async () => {
    const names = [
      '-x',
      '--render-as',
      'a b',
      'a"b',
      "a'b",
      '$(touch pwned)',
      'a\nb',
      'a;b',
      'ü',
      ', line: 3)',
    ];
    for (const name of names) {
      make(`${name}/manifests/${name}.pp`, 'class x {\n');
      make(`${name}/${name}.epp`, '<%= 1 + %>');
      make(`${name}/${name}.erb`, '<%= 1 + %>');
      make(`${name}/${name}.cf`, 'x\n');
    }
    const { files } = await check(engine);
    expect(files.map((file) => [file.path, isValid(file), file.notChecked])).toHaveLength(names.length * 4);
    for (const file of files) {
      expect(file).toMatchObject({ findings: [{ severity: 'error', at: { file: file.path } }] });
    }
    expect(existsSync('pwned') || existsSync(join(top, 'pwned'))).toBe(false);
  }, 300_000);

  it('keeps modules apart, and copies beside each other, too', async () => {
    for (const name of ['one', 'two']) {
      make(`${name}/manifests/init.pp`, 'class same { }\n');
      make(`${name}/manifests/thing.pp`, 'define same::thing { }\n');
    }
    make('loose/a.pp', 'define same::thing { }\n');
    make('loose/a-copy.pp', 'define same::thing { }\n');
    make('loose/bad.pp', 'define {\n');
    expect(lines(await check(engine))).toEqual([
      'loose/a-copy.pp | valid',
      'loose/a.pp | valid',
      expect.stringMatching(/^loose\/bad\.pp \| not \| error 1:8 Syntax error/),
      'one/manifests/init.pp | valid',
      'one/manifests/thing.pp | valid',
      'two/manifests/init.pp | valid',
      'two/manifests/thing.pp | valid',
    ]);
  });

  it('takes a manifest of a megabyte', async () => {
    const resources = Array.from({ length: 26_000 }, (_, index) => `  notify { 'number ${index} of many': }`);
    make('big.pp', `class big {\n${resources.join('\n')}\n}\n`);
    make('big2.pp', `class big2 {\n${resources.join('\n')}\n`);
    expect(lines(await check(engine))).toEqual([
      'big.pp | valid',
      'big2.pp | not | error 26001:37 Syntax error at end of input',
    ]);
  });

  it('stops when it is told so, and leaves nothing behind', async () => {
    make('a.pp', 'class a { }\n');
    const controller = new AbortController();
    const leftBefore = leftovers();
    const options = { paths: ['.'], cwd: top, env: process.env, engine, signal: controller.signal };
    setTimeout(() => controller.abort(), 1500);
    const run = async (): Promise<void> => {
      while (!controller.signal.aborted) await validatePaths(options);
    };
    await expect(run()).rejects.toThrow(/abort/i);
    expect(leftovers()).toEqual(leftBefore);
  });
});

describe('programs on PATH', () => {
  beforeEach((context) => {
    if (!onPath) context.skip(`not all of ${programs.join(', ')} are on the PATH`);
  });

  /** A PATH on which only some programs are found. */
  function pathWith(...names: string[]): string {
    mkdirSync(join(top, 'bin'));
    for (const name of names) {
      make(`bin/${name}`, `#!/bin/sh\nPATH='${process.env['PATH']}' exec ${name} "$@"\n`);
      chmodSync(join(top, 'bin', name), 0o755);
    }
    return join(top, 'bin');
  }

  it('that are missing leave their files without a verdict, and the others with theirs', async () => {
    const env = { PATH: pathWith('puppet') };
    make('m/a.cf', 'frob=1\n');
    make('m/a.erb', '');
    make('m/a.pp', '');
    const result = await validatePaths({ paths: ['m'], cwd: top, env });
    if (result.outcome !== 'checked') throw new Error(result.problems.join());
    expect(result.engine).toMatch(/^puppet \d/);
    expect(lines(result)).toEqual([
      'm/a.cf | not | error 1:1 frob is no directive that can stand here',
      'm/a.erb | not | ruby is not on PATH',
      'm/a.pp | valid',
    ]);
  });

  it('that do not work are no findings', async () => {
    const env = { PATH: pathWith('puppet') };
    make('bin/ldirectord', '#!/bin/sh\necho "Cannot locate Socket6.pm" >&2\nexit 2\n');
    make(
      'bin/puppet',
      '#!/bin/sh\ntest "$1" = --version && echo 7.23.0 && exit\necho Error: broken >&2\nexit 1\n',
    );
    chmodSync(join(top, 'bin/ldirectord'), 0o755);
    make('m/a.cf', '');
    make('m/a.epp', '');
    make('m/a.pp', '');
    const result = await validatePaths({ paths: ['m'], cwd: top, env, engine: 'puppet' });
    if (result.outcome !== 'checked') throw new Error(result.problems.join());
    expect(lines(result)).toEqual([
      'm/a.cf | not | ldirectord does not work: Cannot locate Socket6.pm',
      'm/a.epp | not | puppet does not work: broken',
      'm/a.pp | not | puppet does not work: broken',
    ]);
  });

  it('of another version than was asked for are refused', async () => {
    make('a.pp', '');
    make('bin/puppet', '#!/bin/sh\necho 6.28.0\n');
    chmodSync(join(top, 'bin/puppet'), 0o755);
    const options = { paths: ['a.pp'], cwd: top, env: { PATH: join(top, 'bin') } };
    expect(await validatePaths({ ...options, engine: 'puppet', versions: ['8'] })).toEqual({
      outcome: 'environment',
      problems: ['--puppet asks for 8, and on PATH is puppet 6.28.0'],
    });
  });
});

describe('docker with two versions', () => {
  it('says which version found what', async () => {
    make('a.pp', 'class a {\n  $a = { x => 1, x => 2 }\n  notice($a)\n}\n');
    const { engine, files } = await check('docker');
    const [, seven, eight] = /^docker \(puppet (7\.\d+\.\d+), (8\.\d+\.\d+)\)$/.exec(engine) ?? [];
    expect(files[0]?.findings.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', `The key 'x' is declared more than once (puppet ${seven})`],
      ['error', `The key 'x' is declared more than once (puppet ${eight})`],
    ]);
  });

  it('has no network to resolve names, and says so', async () => {
    make('a.cf', 'virtual=vip.example:80\n\treal=web1.example:80 gate\n');
    expect(lines(await check('docker'))).toEqual([
      expect.stringMatching(
        /^a\.cf \| valid \| note 1:1 nobody has checked .*: vip\.example, web1\.example$/,
      ),
    ]);
  });
});

/** The stages of this program; those of other runs on the machine have other names or go away by themselves. */
function leftovers(): string[] {
  const running = spawnSync('docker', ['ps', '--all', '--format', '{{.Names}}'], { encoding: 'utf8' }).stdout;
  const containers = running.split('\n').filter((name) => /^lvs-puppet-[\da-f]{8}-/.test(name));
  return [...readdirSync(tmpdir()).filter((name) => /^lvs-puppet-\w{6}$/.test(name)), ...containers];
}

function logState(): unknown {
  const log = '/var/log/ldirectord.log';
  return existsSync(log) ? statSync(log).size : 'none';
}
