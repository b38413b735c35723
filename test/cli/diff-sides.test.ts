import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { commit, git, gitEnvironment, initRepository } from './git-repository.ts';
import { runCli, type CliOptions } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

/* Where the two inventories of `diff` come from. The weight of the one server says which of them was read. */

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const write = (file: string, text: string): void => writeFileSync(at(file), text);

const inventory = (weight: number): string => `version: 1
directors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2 } }
ldirectord: { checktimeout: 3 }
virtual_ips: { web: 10.0.1.1 }
roles:
  gui:
    servers: { g1.oe.example: { address: 10.0.0.11, weight: ${weight} } }
    services: { http: { virtual_ip: web, port: 80 } }
`;

const diff = (args: readonly string[], options: Partial<CliOptions> = {}) =>
  runCli(['diff', '--level', 'config', ...args], { cwd: folder.path, env: gitEnvironment, ...options });

/** The weights of the server before and after, as the unified diff has them; empty where it is empty. */
async function weights(args: readonly string[], options: Partial<CliOptions> = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await diff(args, options);
  if (exitCode !== 0) return `exit ${exitCode}: ${stderr}`;
  return [...stdout.matchAll(/^([-+])\treal=\S+ gate (\d+)$/gm)]
    .map(([, sign, weight]) => `${sign}${weight}`)
    .join(' ');
}

/** What a run that ends with an error says. */
async function refusal(args: readonly string[], options: Partial<CliOptions> = {}) {
  const { exitCode, stdout, stderr } = await diff(args, options);
  expect(stdout).toBe('');
  return { exitCode, stderr };
}

const usage = (stderr: unknown) => ({ exitCode: 2, stderr });

describe('files', () => {
  it('two of them need no repository and no git', async () => {
    write('old.yaml', inventory(1));
    write('new.yaml', inventory(2));
    expect(await weights(['old.yaml', 'new.yaml'], { env: { PATH: '/nonexistent' } })).toBe('-1 +2');
    const { stdout } = await diff([at('old.yaml'), at('new.yaml')]);
    expect(stdout).toMatch(/^old\.yaml → new\.yaml: /);
    expect(stdout).not.toContain(folder.path);
  });

  it('standard input is one of them, not both', async () => {
    write('lvs.yaml', inventory(2));
    expect(await weights(['-'], { stdin: inventory(1) })).toBe('-1 +2');
    expect(await weights(['lvs.yaml', '-'], { stdin: inventory(1) })).toBe('-2 +1');
    expect(await refusal(['-', '-'])).toEqual(
      usage('lvs-puppet: only one of the two inventories can be standard input\n'),
    );
  });

  it('line ends do not matter', async () => {
    write('old.yaml', inventory(1));
    write('new.yaml', inventory(1).replaceAll('\n', '\r\n'));
    expect(await weights(['old.yaml', 'new.yaml'])).toBe('');
  });
});

describe('a folder that is made to look like a repository of its own', () => {
  const FORGED: Readonly<Record<string, string>> = {
    bare: '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
    'with a work tree': '[core]\n\trepositoryformatversion = 0\n\tworktree = ..\n',
  };

  it.each(Object.keys(FORGED))('inside of one is not read: %s', async (what) => {
    initRepository(folder.path);
    for (const name of ['objects', 'refs']) mkdirSync(at('site', name), { recursive: true });
    write('site/config', FORGED[what] ?? '');
    commit(folder.path, {
      'site/HEAD': 'ref: refs/heads/main\n',
      'site/objects/keep': '',
      'site/refs/keep': '',
      'site/lvs.yaml': inventory(1),
    });
    expect(await refusal([], { cwd: at('site') })).toEqual({
      exitCode: 3,
      stderr: expect.stringMatching(/^lvs-puppet: the current folder looks like a repository, [^\n]*\n$/),
    });
  });

  it('alone is read, as one that is named', async () => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': inventory(1) });
    git(folder.path, 'clone', '-q', '--bare', '.', at('inner.git'));
    const bare = { cwd: at('inner.git') };
    expect(await refusal(['HEAD', 'HEAD'], bare)).toMatchObject({ exitCode: 3 });
    const named = { ...bare, env: { ...gitEnvironment, GIT_DIR: at('inner.git') } };
    expect(await weights(['HEAD', 'HEAD'], named)).toBe('');
    renameSync(at('.git'), at('gone'));
    expect(await weights(['HEAD', 'HEAD'], bare)).toBe('');
  });
});

describe('revisions', () => {
  beforeEach(() => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': inventory(1) });
    commit(folder.path, { 'lvs.yaml': inventory(2) });
    write('lvs.yaml', inventory(3));
  });

  it.each([
    ['HEAD and the file at hand', [], '-2 +3'],
    ['one revision and the file at hand', ['HEAD~1'], '-1 +3'],
    ['two revisions', ['HEAD~1', 'HEAD'], '-1 +2'],
    ['a branch and the other way round', ['main', 'HEAD^'], '-2 +1'],
    ['a range', ['HEAD~1..HEAD'], '-1 +2'],
    ['a range that is open at its end', ['HEAD~1..'], '-1 +2'],
    ['a message', ['HEAD^{/lvs}~1', 'HEAD'], '-1 +2'],
    ['a revision and a file', ['HEAD~1', './lvs.yaml'], '-1 +3'],
    ['a file and a revision', ['lvs.yaml', 'HEAD'], '-3 +2'],
    ['a file of a revision', ['HEAD~1:lvs.yaml', 'HEAD:./lvs.yaml'], '-1 +2'],
    ['what is staged', ['HEAD~1', ':lvs.yaml'], '-1 +2'],
    ['the same twice', ['HEAD', 'main'], ''],
  ])('%s', async (_what, args, expected) => {
    expect(await weights(args)).toBe(expected);
  });

  it('the range with three dots begins where the two have parted', async () => {
    git(folder.path, 'checkout', '-q', '-f', '-b', 'topic', 'HEAD~1');
    commit(folder.path, { 'lvs.yaml': inventory(5) });
    expect(await weights(['main...topic'])).toBe('-1 +5');
    expect(await weights(['main..topic'])).toBe('-2 +5');
    expect(await weights(['main...'])).toBe('-1 +5');
  });

  it('works in a subfolder, with a path from there or an absolute one', async () => {
    mkdirSync(at('site/data'), { recursive: true });
    commit(folder.path, { 'site/lvs.yaml': inventory(6) });
    write('site/lvs.yaml', inventory(7));
    write('lvs.yaml', inventory(3));
    const cwd = at('site');
    expect(await weights([], { cwd })).toBe('-6 +7');
    expect(await weights(['--inventory', '../lvs.yaml'], { cwd })).toBe('');
    expect(await weights(['HEAD~1', '--inventory', '../lvs.yaml'], { cwd })).toBe('-2 +3');
    expect(await weights(['--inventory', at('site/lvs.yaml')], { cwd: at('site/data') })).toBe('-6 +7');
    // As git has it: from the top, unless it begins with a dot.
    expect(await weights(['HEAD:lvs.yaml', 'HEAD:./lvs.yaml'], { cwd })).toBe('-3 +6');
  });

  it('an inventory that was renamed is found under its old name', async () => {
    renameSync(at('lvs.yaml'), at('balancers.yaml'));
    commit(folder.path, {});
    expect(await weights(['HEAD~1:lvs.yaml', 'HEAD', '--inventory', 'balancers.yaml'])).toBe('-2 +3');
    const renamed = {
      exitCode: 0,
      stderr: 'note: lvs.yaml of HEAD~1 is called balancers.yaml now\n',
      stdout: expect.stringMatching(/^HEAD~1:lvs\.yaml → (HEAD:)?balancers\.yaml: 1 change /),
    };
    write('.gitattributes', '*.yaml diff=other\n');
    git(folder.path, 'config', 'diff.renames', 'false');
    git(folder.path, 'config', 'diff.renameLimit', '1');
    for (const args of [['--inventory', 'balancers.yaml'], ['HEAD:balancers.yaml'], ['balancers.yaml']])
      expect(await diff(['HEAD~1', ...args])).toEqual(renamed);
    expect((await diff(['HEAD~1..HEAD', '--inventory', 'balancers.yaml'])).stderr).toBe(renamed.stderr);
  });

  it('also where it was moved to another folder and is staged only', async () => {
    mkdirSync(at('site'));
    git(folder.path, 'mv', 'lvs.yaml', 'site/lb.yaml');
    write('site/lb.yaml', inventory(4));
    const cwd = at('site');
    const { stdout, stderr } = await diff(['HEAD', 'lb.yaml'], { cwd });
    expect(stderr).toBe('note: ../lvs.yaml of HEAD is called lb.yaml now\n');
    expect(stdout).toMatch(/^HEAD:\.\.\/lvs\.yaml → lb\.yaml: 1 change /);
  });

  it('without a rename all of it is new', async () => {
    write('other.yaml', inventory(3).replaceAll(/oe|web|gui|http/g, 'other'));
    commit(folder.path, {});
    expect((await diff(['HEAD~1', 'HEAD:other.yaml'])).stderr).toBe(
      'note: there is no other.yaml in HEAD~1 (if it had another name, compare with HEAD~1:NAME): everything is new\n',
    );
  });

  it('the file that one side names is that of the other side', async () => {
    mkdirSync(at('sites'));
    commit(folder.path, { 'sites/berlin.yaml': inventory(6) });
    write('sites/berlin.yaml', inventory(7));
    expect(await weights(['HEAD', 'sites/berlin.yaml'])).toBe('-6 +7');
    expect(await weights(['HEAD', './berlin.yaml'], { cwd: at('sites') })).toBe('-6 +7');
    commit(folder.path, {});
    expect(await weights(['HEAD~1:sites/berlin.yaml', 'HEAD'])).toBe('-6 +7');
    expect(await weights(['HEAD~1', 'HEAD:./berlin.yaml'], { cwd: at('sites') })).toBe('-6 +7');
    // What is said counts, and what lies outside has no other side.
    expect(await weights(['HEAD', 'sites/berlin.yaml', '--inventory', 'lvs.yaml'])).toBe('-3 +7');
    expect(await weights(['HEAD', '-'], { stdin: inventory(1) })).toBe('-3 +1');
  });

  it('works in a bare repository, a linked work tree and with a detached head', async () => {
    git(folder.path, 'clone', '-q', '--bare', '.', 'bare.git');
    git(folder.path, 'worktree', 'add', '-q', '--detach', 'linked', 'HEAD~1');
    writeFileSync(at('linked/lvs.yaml'), inventory(8));
    expect(await weights([], { cwd: at('linked') })).toBe('-1 +8');
    expect(await weights(['HEAD', 'main'], { cwd: at('linked') })).toBe('-1 +2');
    renameSync(at('.git'), at('gone'));
    expect(await weights(['HEAD~1', 'HEAD'], { cwd: at('bare.git') })).toBe('-1 +2');
  });

  it('line ends that git changes do not matter', async () => {
    git(folder.path, 'config', 'core.autocrlf', 'true');
    write('lvs.yaml', inventory(2).replaceAll('\n', '\r\n'));
    expect(await weights([])).toBe('');
  });

  it('follows a link within the revision, as the file system does', async () => {
    symlinkSync('lvs.yaml', at('link.yaml'));
    symlinkSync('/etc/hostname', at('out.yaml'));
    commit(folder.path, { 'lvs.yaml': inventory(3) });
    expect(await weights(['HEAD~1:lvs.yaml', 'HEAD:link.yaml'])).toBe('-2 +3');
    expect(await refusal(['HEAD~1', 'HEAD:out.yaml'])).toEqual(
      usage('lvs-puppet: "HEAD:out.yaml" is a symbolic link to something that is not in the revision\n'),
    );
  });

  it('the file wins over the revision of its name, and that is said', async () => {
    write('topic', inventory(9));
    git(folder.path, 'branch', 'topic', 'HEAD~1');
    const { exitCode, stdout, stderr } = await diff(['topic']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'note: "topic" is a file and a revision: the file is taken; for the revision write topic^0\n',
    });
    expect(stdout).toContain('gate 9\n');
    expect(await weights(['topic^0'])).toBe('-1 +3');
    expect((await diff(['./topic'])).stderr).toBe('');
  });
});

describe('an inventory that is new', () => {
  beforeEach(() => {
    initRepository(folder.path);
    write('lvs.yaml', inventory(1));
  });

  it.each([
    ['before the first commit', () => [], 'there is no commit yet: everything is new'],
    [
      'in the first commit that has it',
      () => {
        commit(folder.path, { README: '' });
        git(folder.path, 'reset', '-q', '--soft', 'HEAD');
        git(folder.path, 'rm', '-q', '--cached', 'lvs.yaml');
        git(folder.path, 'commit', '-q', '--amend', '-m', 'without');
        return ['HEAD'];
      },
      'there is no lvs.yaml in HEAD (if it had another name, compare with HEAD:NAME): everything is new',
    ],
    [
      'on a branch that is new to CI',
      () => ['0'.repeat(40), commit(folder.path, {})],
      'the old side is a revision that does not exist: everything is new',
    ],
  ])('%s: all of it is added', async (_when, prepare, note) => {
    const { exitCode, stdout, stderr } = await diff(prepare());
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `note: ${note}\n` });
    expect(stdout).toContain('+virtual=10.0.1.1:80\n');
    expect(stdout).not.toMatch(/^-[^-#]/m);
  });

  it('the new side must be there', async () => {
    commit(folder.path, {});
    expect(await refusal(['HEAD', 'HEAD:other.yaml'])).toEqual(
      usage('lvs-puppet: there is no file "other.yaml" in HEAD\n'),
    );
    expect(await refusal(['HEAD', '0'.repeat(40)])).toEqual(
      usage('lvs-puppet: the new side is a revision that does not exist\n'),
    );
  });
});

describe('what cannot be compared', () => {
  it('a revision that --hiera has taken for a file', async () => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': inventory(1), 'data.yaml': '{}\n' });
    for (const args of [
      ['--hiera', 'data.yaml', 'HEAD'],
      ['HEAD', '--hiera', 'HEAD'],
    ])
      expect(await refusal(args)).toEqual(
        usage(
          'lvs-puppet: there is no file "HEAD" for --hiera; write revisions and inventories in front of it\n',
        ),
      );
    expect(await weights(['HEAD', '--hiera', 'data.yaml'])).toBe('');
  });

  it('an inventory that was deleted, which the revision has', async () => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': inventory(1) });
    renameSync(at('lvs.yaml'), at('elsewhere'));
    expect(await refusal([])).toEqual(
      usage(
        'lvs-puppet: there is no file "lvs.yaml", but HEAD has it; bring it back with: git restore --source=HEAD lvs.yaml\n',
      ),
    );
    commit(folder.path, {});
    expect((await refusal([])).stderr).toContain('write one with: lvs-puppet init');
  });

  beforeEach(() => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': inventory(1), 'sub/x': '' });
  });

  it.each([
    ['an unknown revision', ['nope'], 'there is neither a file nor a revision "nope"'],
    [
      'an unknown branch of the remote',
      ['origin/main...HEAD'],
      'there is neither a file nor a revision "origin/main"; fetch it with: git fetch origin',
    ],
    ['a tree', ['HEAD^{tree}'], 'there is neither a file nor a revision "HEAD^{tree}"'],
    ['a folder', ['HEAD:sub'], '"HEAD:sub" is no file'],
    [
      'a path outside',
      ['HEAD', '--inventory', '../lvs.yaml'],
      '"../lvs.yaml" is no file of the repository of the current folder',
    ],
    [
      'a path that leads out',
      ['HEAD:sub/../../x'],
      '"sub/../../x" is no file of the repository of the current folder',
    ],
    ['a range and one more', ['HEAD..HEAD', 'HEAD'], '"HEAD..HEAD" names both sides; leave "HEAD" out'],
    [
      'revisions of standard input',
      ['HEAD', '--inventory', '-'],
      'standard input has no revisions; name the file, as in HEAD:lvs.yaml',
    ],
    [
      'a search that takes all behind it',
      [':/fix'],
      '":/fix" is no file, and write HEAD^{/TEXT} for the commit whose message has TEXT',
    ],
    ['two lines', ['HEAD\nmain'], '"HEAD\\u000amain" is no file, and a revision has no control characters'],
  ])('%s', async (_what, args, message) => {
    expect(await refusal(args)).toEqual(usage(`lvs-puppet: ${message}\n`));
  });

  it.each(['--output=stolen', '-O', '--upload-pack=touch stolen', '--end-of-options'])(
    '%s is never an option of git',
    async (name) => {
      const stderr = expect.stringContaining(`"${name}" is no file, and a revision does not begin with -`);
      expect(await refusal(['--', name])).toEqual(usage(stderr));
      // In a range it is no more than the name of an object that is not there.
      expect(await refusal(['--', `HEAD...${name}`])).toEqual(usage(expect.stringContaining('lvs-puppet: ')));
      expect(git(folder.path, 'status', '--porcelain')).toBe('');
    },
  );

  it('histories without a common commit', async () => {
    git(folder.path, 'checkout', '-q', '--orphan', 'other');
    commit(folder.path, { 'lvs.yaml': inventory(2) });
    expect(await refusal(['main...other'])).toEqual(
      usage('lvs-puppet: "main" and "other" have no commit in common; compare them as main..other\n'),
    );
  });

  it('a file in a submodule', async () => {
    initRepository(at('library'));
    commit(at('library'), { 'lvs.yaml': inventory(1) });
    git(folder.path, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', './library', 'library');
    commit(folder.path, {});
    expect(await refusal(['HEAD', '--inventory', 'library/lvs.yaml'])).toEqual(
      usage(
        'lvs-puppet: "HEAD:library/lvs.yaml" is in the submodule "library"; compare its revisions in its folder\n',
      ),
    );
  });

  it('a revision that a shallow clone does not have', async () => {
    commit(folder.path, { 'lvs.yaml': inventory(2) });
    git(folder.path, 'clone', '-q', '--depth', '1', `file://${folder.path}`, 'clone');
    for (const args of [['HEAD~1'], ['HEAD~1...HEAD']])
      expect(await refusal(args, { cwd: at('clone') })).toEqual(
        usage(
          'lvs-puppet: "HEAD~1" is not in this clone, which is shallow; fetch the rest with: git fetch --unshallow (on GitHub fetch-depth: 0, on GitLab GIT_DEPTH: 0)\n',
        ),
      );
  });

  it('text that is none, and too much of it', async () => {
    writeFileSync(at('lvs.yaml'), Buffer.from([0x76, 0xff]));
    commit(folder.path, {});
    expect(await refusal(['HEAD', 'HEAD'])).toEqual({
      exitCode: 1,
      stderr: 'lvs-puppet: HEAD:lvs.yaml is not UTF-8 text\n',
    });
    const large = `# ${'x'.repeat(100)}\n`.repeat(50_000);
    commit(folder.path, { 'lvs.yaml': inventory(1) });
    commit(folder.path, { 'lvs.yaml': large });
    const { exitCode, stderr } = await refusal(['HEAD~1', 'HEAD']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('lvs.yaml:1:1: error yaml-limit: the file is larger than 4 MiB\n');
  });

  it('a folder in no repository', async () => {
    write('lvs.yaml', inventory(1));
    const env = { ...gitEnvironment, GIT_CEILING_DIRECTORIES: folder.path };
    mkdirSync(at('elsewhere'));
    git(folder.path, 'init', '-q', '--bare', 'empty.git');
    const { exitCode, stderr } = await refusal([], { cwd: '/', env });
    expect({ exitCode, stderr }).toEqual(
      usage(
        'lvs-puppet: the current folder is in no git repository; name two files: lvs-puppet diff OLD NEW\n',
      ),
    );
  });

  it('without git, the package is named', async () => {
    expect(await refusal(['HEAD'], { env: { ...gitEnvironment, PATH: '/nonexistent' } })).toEqual({
      exitCode: 3,
      stderr: 'lvs-puppet: git is not installed, and revisions are read with it; install the package git\n',
    });
  });

  it('a repository that is broken', async () => {
    writeFileSync(at('.git/config'), '[core\n');
    const { exitCode, stderr } = await refusal(['HEAD']);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^lvs-puppet: git cannot read the repository: ".*"\n$/);
  });
});

describe('what a person or a repository has configured', () => {
  beforeEach(() => {
    initRepository(folder.path);
    commit(folder.path, { 'lvs.yaml': inventory(1), '.gitattributes': '*.yaml diff=trap filter=trap\n' });
    commit(folder.path, { 'lvs.yaml': inventory(2) });
    write('trap.sh', `#!/bin/sh\ntouch '${at('sprung')}'\n`);
    chmodSync(at('trap.sh'), 0o755);
  });

  const settings = [
    'core.pager',
    'core.fsmonitor',
    'core.sshCommand',
    'diff.external',
    'diff.trap.textconv',
    'diff.trap.command',
    'filter.trap.smudge',
    'filter.trap.clean',
    'filter.trap.process',
    'remote.origin.uploadpack',
    'credential.helper',
  ];

  it('neither runs nor matters, in the repository or for the person', async () => {
    for (const name of settings) git(folder.path, 'config', name, at('trap.sh'));
    git(folder.path, 'config', 'diff.mnemonicPrefix', 'true');
    git(folder.path, 'config', 'color.ui', 'always');
    mkdirSync(at('hooks'));
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'fsmonitor-watchman',
    ]) {
      writeFileSync(at('hooks', hook), `#!/bin/sh\ntouch '${at('sprung')}'\n`, { mode: 0o755 });
    }
    git(folder.path, 'config', 'core.hooksPath', at('hooks'));
    writeFileSync(
      at('person'),
      settings.map((name) => `[${name.replace(/\.(?!.*\.)/, ']\n')} = ${at('trap.sh')}`).join('\n'),
    );
    const env = {
      ...gitEnvironment,
      PAGER: at('trap.sh'),
      GIT_PAGER: at('trap.sh'),
      GIT_EXTERNAL_DIFF: at('trap.sh'),
    };
    expect(await weights(['HEAD~1', 'HEAD'], { env })).toBe('-1 +2');
    expect(await weights(['HEAD~1...HEAD'], { env })).toBe('-1 +2');
    expect(existsSync(at('sprung'))).toBe(false);
  });

  it('a partial clone fetches nothing behind a person’s back', async () => {
    git(folder.path, 'config', 'uploadpack.allowFilter', 'true');
    git(folder.path, 'clone', '-q', '--filter=blob:none', `file://${folder.path}`, 'clone');
    git(at('clone'), 'config', 'remote.origin.uploadpack', at('trap.sh'));
    const { exitCode, stderr } = await refusal(['HEAD~1', 'HEAD'], { cwd: at('clone') });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr:
        'lvs-puppet: this clone is a partial one and lacks a file of the revisions; fetch it with git show REVISION:FILE, or clone without --filter\n',
    });
    expect(existsSync(at('sprung'))).toBe(false);
  });

  it('a repository of somebody else is not read', async (context) => {
    if (process.getuid?.() !== 0) context.skip('giving files away needs root');
    git(folder.path, 'clone', '-q', '--bare', '.', 'foreign');
    chownSync(at('foreign'), 65_534, 65_534);
    expect(await refusal(['HEAD'], { cwd: at('foreign') })).toEqual({
      exitCode: 3,
      stderr:
        'lvs-puppet: the repository belongs to another user; if you trust it, add its folder to safe.directory in your git configuration\n',
    });
  });
});
