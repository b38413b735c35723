import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { formatsOption } from '../../src/cli/report-targets.ts';
import { reportRehearsal } from '../../src/cli/report-rehearsal.ts';
import type { RehearsalReport } from '../../src/rehearse/report.ts';
import { rehearsalFormats } from '../../src/report/formats.ts';
import { sampleReport } from '../unit/rehearse/reports.ts';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

const GOOD = `version: 1
directors: { role: lvs, interface: eth0, hosts: { lvs1.oe.example: 172.31.8.2 } }
defaults: { checktype: connect }
virtual_ips: { web: 172.31.8.100 }
roles:
  gui:
    servers: { gui1.oe.example: 172.31.8.21 }
    services: { http: { virtual_ip: web, port: 80 } }
`;

interface Reported {
  readonly stdout: string;
  readonly stderr: string;
  /** What was there before the end. */
  readonly shown: { readonly stdout: string; readonly stderr: string };
}

/** Reports the sample as `rehearse` does, without a lab. */
async function report(
  formats: readonly string[],
  terminals: { readonly stdout?: boolean; readonly stderr?: boolean } = {},
  env: Record<string, string> = {},
  rehearsal: RehearsalReport = sampleReport,
): Promise<Reported> {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string): void => void (written[name] += text),
    isTerminal: terminals[name] === true,
  });
  const io: Io = {
    cwd: folder.path,
    env,
    stdin: () => Promise.resolve(Buffer.alloc(0)),
    stdout: output('stdout'),
    stderr: output('stderr'),
    signal: new AbortController().signal,
  };
  const option = formatsOption(rehearsalFormats, folder.path);
  type Targets = NonNullable<Parameters<typeof reportRehearsal>[1]['format']>;
  let format: Targets | undefined;
  for (const one of formats) format = option.parseArg?.(one, format as never) as unknown as Targets;
  const options = { color: false, read: ['lvs.yaml'], ...(format && { format }) };
  const reporting = reportRehearsal('lvs.yaml', options, io);
  for (const result of rehearsal.results) reporting.show(result);
  const shown = { ...written };
  await reporting.finish(rehearsal);
  return { ...written, shown };
}

const LAST = /\n3 passed, 1 failed, 1 skipped in 270 s \(Puppet 7\.23\.0, user-mode Linux\)\n$/;

describe('the report of a rehearsal', () => {
  it('is text on standard output, line by line', async () => {
    const { stdout, stderr, shown } = await report([], { stderr: true });
    expect(shown.stdout).toMatch(/^Puppet\n✓ Puppet ran on gui1\.oe\.example.*\n/);
    expect(stdout).toMatch(LAST);
    expect(stderr).toBe('');
    expect((await report(['text'])).stdout).toBe(stdout);
  });

  it.each([
    ['json', /^\{\n {2}"schemaVersion": 1,\n/],
    ['markdown', /^<!-- lvs-puppet:rehearse:lvs\.yaml -->\n/],
  ])('as %s it comes at the end; on a terminal people see the lines meanwhile', async (name, start) => {
    const quiet = await report([name]);
    expect(quiet).toMatchObject({ stderr: '', shown: { stdout: '', stderr: '' } });
    expect(quiet.stdout).toMatch(start);
    const { stdout, stderr, shown } = await report([name], { stderr: true });
    expect(stdout).toBe(quiet.stdout);
    expect(shown.stderr).toMatch(/^Puppet\n✓ /);
    expect(stderr).toMatch(LAST);
  });

  it('goes to several places in one run', async () => {
    const { stdout } = await report(['text', 'json:a.json', 'markdown:b.md']);
    expect(stdout).toMatch(LAST);
    expect(JSON.parse(read('a.json'))).toMatchObject({ summary: { passed: 3, failed: 1, skipped: 1 } });
    expect(read('b.md')).toContain('**1 failed**');
    await report(['text:c.txt']);
    expect(read('c.txt')).toBe(stdout);
    expect(readdirSync(folder.path).toSorted()).toEqual(['a.json', 'b.md', 'c.txt']);
  });

  it('holds no commands to a runner', async () => {
    const results = sampleReport.results.map((result) => ({ ...result, text: '##[group]' }));
    const rehearsal = { ...sampleReport, results };
    expect((await report([], {}, {}, rehearsal)).stdout).toContain('✓ ##[group]');
    const { stdout } = await report([], {}, { GITHUB_ACTIONS: 'true' }, rehearsal);
    expect(stdout).toContain(String.raw`✓ ##\u005bgroup]`);
    expect(stdout).not.toContain('##[');
  });
});

describe('rehearse', () => {
  const run = (...args: string[]) => runCli(['rehearse', ...args], { cwd: folder.path });

  it('says before it boots anything where a report cannot go', async () => {
    writeFileSync(at('lvs.yaml'), GOOD);
    const { exitCode, stdout, stderr } = await run('--format', 'json:lvs.yaml');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('a report cannot go to lvs.yaml: it is read here');
    expect(read('lvs.yaml')).toBe(GOOD);
  });

  it.each([['sarif'], ['html:a.html'], ['github']])('%s is no format of a rehearsal', async (format) => {
    writeFileSync(at('lvs.yaml'), GOOD);
    const { exitCode, stderr } = await run('--format', format);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Allowed choices are text, json, markdown.');
  });

  it('has no drills of a change that could be left out', async () => {
    writeFileSync(at('lvs.yaml'), GOOD);
    const { exitCode, stderr } = await run('--from', 'lvs.yaml', '--quick');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--quick leaves out the drills, and --from has none');
  });

  it.each([
    [
      'directors',
      'lvs1.oe.example: 172.31.8.2',
      'lvs2.oe.example: 172.31.8.3',
      'no director stays what it is',
    ],
    [
      'addresses',
      'gui1.oe.example: 172.31.8.21',
      'gui1.oe.example: 172.31.8.22',
      'gui1.oe.example has another',
    ],
    [
      'the name of the module',
      'version: 1',
      'version: 1\nmodule: { name: balance }',
      'the module has another name',
    ],
  ])('refuses a change of %s before it boots anything', async (_what, old, changed, why) => {
    writeFileSync(at('old.yaml'), GOOD);
    writeFileSync(at('lvs.yaml'), GOOD.replace(old, changed));
    const { exitCode, stdout, stderr } = await run('--from', 'old.yaml');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toContain('such a change cannot be rehearsed');
  });

  it('takes templates of a person, and says where there are none', async () => {
    writeFileSync(at('lvs.yaml'), GOOD);
    const { exitCode, stderr } = await run('--skeleton', 'nowhere');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('nowhere');
  });

  it('rehearses nothing where the inventory has errors', async () => {
    writeFileSync(at('lvs.yaml'), GOOD.replace('virtual_ip: web', 'virtual_ip: wep'));
    const { exitCode, stdout, stderr } = await run('--format', 'json:a.json');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/nothing was rehearsed\n$/);
    expect(existsSync(at('a.json'))).toBe(false);
  });

  it('says what only a master knows, and what the machine lacks for an engine', async () => {
    writeFileSync(
      at('lvs.yaml'),
      GOOD.replace('servers: { gui1.oe.example: 172.31.8.21 }', 'servers: discover'),
    );
    const { exitCode, stdout, stderr } = await runCli(['rehearse', '--engine', 'docker'], {
      cwd: folder.path,
      env: { PATH: folder.path },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('inventory only: the servers of gui are known when a catalog is compiled\n');
    expect(stderr).toContain('apt install ');
  });

  it('is helped with and completed', async () => {
    const { exitCode, stdout } = await run('--help');
    expect(exitCode).toBe(0);
    for (const word of ['--skeleton', '--quick', '--keep', '--format', '--comment-key'])
      expect(stdout).toContain(word);
    const bash = await runCli(['completion', 'bash'], { cwd: folder.path });
    const [, own = ''] = bash.stdout.split('    rehearse)\n');
    expect(own.slice(0, own.indexOf('esac'))).toContain("--format) words='text json markdown' ;;");
    expect(own.slice(0, own.indexOf('esac'))).toContain('--quick --keep --format --comment-key');
  });
});
