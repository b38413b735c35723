import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';
import { own, person, runVariables, startForge, token, type ForgeServer } from './forge-server.ts';

const folder = temporaryFolder();
const marker = '<!-- lvs-puppet:lvs.yaml -->';
const first = `${marker}\n## Review\n\none change\n`;
const second = `${marker}\n## Review\n\ntwo changes\n`;

const platforms = [
  {
    name: 'github',
    list: '/repos/oe/control/issues/12/comments',
    update: 'PATCH /repos/oe/control/issues/comments/',
    page: '/oe/control/pull/12#issuecomment-',
    limit: 65_536,
  },
  {
    name: 'gitlab',
    list: '/api/v4/projects/5/merge_requests/12/notes',
    update: 'PUT /api/v4/projects/5/merge_requests/12/notes/',
    page: '/oe/control/-/merge_requests/12#note_',
    limit: 1_000_000,
  },
] as const;

describe.each(platforms)('comment on $name', ({ name, list, update, page, limit }) => {
  let forge: ForgeServer;
  let env: Record<string, string>;

  beforeEach(async () => {
    forge = await startForge(name);
    writeFileSync(join(folder.path, 'event.json'), JSON.stringify({ pull_request: { number: 12 } }));
    env = { ...runVariables(name, forge), GITHUB_EVENT_PATH: join(folder.path, 'event.json') };
  });
  afterEach(() => forge.close());

  const post = async (text: string, ...args: string[]) => {
    writeFileSync(join(folder.path, 'review.md'), text);
    const result = await runCli(['comment', 'review.md', ...args], { cwd: folder.path, env });
    // Whatever happens, nobody may read the token in a log.
    expect(result.stdout + result.stderr).not.toContain(token);
    return result;
  };
  const review = (changes: readonly object[]): string[] => {
    writeFileSync(join(folder.path, 'review.json'), JSON.stringify({ schemaVersion: 1, changes }));
    return ['--review', 'review.json'];
  };
  const others = (count: number) => {
    for (let id = 1; id <= count; id += 1)
      forge.comments.push({ id, author: person, body: `looks good ${id}` });
  };

  it('is created, and a second run updates it in place', async () => {
    others(1);
    expect(await post(first)).toEqual({
      exitCode: 0,
      stdout: `${forge.url}${page}101\n`,
      stderr: 'the review is posted as a comment\n',
    });
    expect(await post(second)).toEqual({
      exitCode: 0,
      stdout: `${forge.url}${page}101\n`,
      stderr: 'the comment of an earlier run is updated\n',
    });
    expect(forge.comments.map(({ body }) => body)).toEqual(['looks good 1', second]);
    expect(forge.writes()).toEqual([`POST ${list}`, `${update}101`]);
  });

  it('is found on a later page', async () => {
    others(7);
    await post(first);
    others(2);
    await post(second);
    expect(forge.comments.filter(({ body }) => body.startsWith(marker))).toEqual([
      { id: 107, author: own, body: second },
    ]);
  });

  it('is left alone when it says all that already, but for the ends of its lines', async () => {
    await post(first);
    Object.assign(forge.comments[0] ?? {}, { body: first.trimEnd().replaceAll('\n', '\r\n') });
    expect(await post(first)).toMatchObject({ exitCode: 0, stdout: `${forge.url}${page}100\n` });
    expect(forge.writes()).toEqual([`POST ${list}`]);
  });

  it('is not created when nothing changes, but an earlier one says so then', async () => {
    const nothing = `${marker}\nnothing changes\n`;
    expect(await post(nothing, ...review([]))).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'nothing changes, and nothing is posted\n',
    });
    expect(forge.writes()).toEqual([]);
    await post(first, ...review([{}]));
    await post(nothing, ...review([]));
    expect(forge.comments.map(({ body }) => body)).toEqual([nothing]);
  });

  it('of another inventory, or of a person who wrote the marker, stays as it is', async () => {
    const other = '<!-- lvs-puppet:site/lvs.yaml -->\nother';
    forge.comments.push({ id: 1, author: own, body: other }, { id: 2, author: person, body: first });
    forge.comments.push({ id: 3, author: own, body: `quoted:\n${first}` });
    await post(second);
    expect(forge.comments.map(({ body }) => body)).toEqual([other, first, `quoted:\n${first}`, second]);
  });

  it('of a person is never taken for its own where the account of the token may not be asked for', async () => {
    forge.comments.push({ id: 1, author: person, body: first });
    forge.disturb = ({ path }) =>
      path.endsWith('/user') ? { status: 403, body: { message: 'insufficient_scope' } } : undefined;
    expect((await post(second)).exitCode).toBe(0);
    expect(forge.comments.map(({ body }) => body)).toEqual([first, second]);
  });

  it('that may not be written is said, and the run goes on', async () => {
    forge.disturb = ({ method }) =>
      method === 'GET' ? undefined : { status: 403, body: { message: `Forbidden for ${token}\n::error::x` } };
    const { exitCode, stdout, stderr } = await post(first);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('may not write comments');
    expect(stderr).toContain('Forbidden for ***\\u000a::error::x');
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr.startsWith('::notice ')).toBe(name === 'github');
    expect(forge.writes()).toEqual([`POST ${list}`]);
  });

  it.each([
    [401, 'Bad credentials'],
    [404, 'Not Found'],
    [422, 'Validation Failed'],
  ])('fails with 3 at %i, at once', async (status, message) => {
    forge.disturb = ({ path }) => (path.includes('/user') ? undefined : { status, body: { message } });
    expect(await post(first)).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `^lvs-puppet: \\w+ answers ${status} to GET ${list.replace('/api/v4', '')}: ${message}\\n$`,
        ),
      ),
    });
    expect(forge.requests).toHaveLength(2);
  });

  it('waits as long as it is told to', async () => {
    let busy = 1;
    forge.disturb = () => (busy-- > 0 ? { status: 429, headers: { 'retry-after': '1' } } : undefined);
    expect((await post(first)).exitCode).toBe(0);
    const [refused, again] = forge.requests;
    expect((again?.time ?? 0) - (refused?.time ?? 0)).toBeGreaterThanOrEqual(990);
    expect(forge.comments).toHaveLength(1);
  });

  it('takes 403 with a time to wait for too many requests', async () => {
    let busy = 1;
    forge.disturb = () => (busy-- > 0 ? { status: 403, headers: { 'retry-after': '0' } } : undefined);
    expect((await post(first)).exitCode).toBe(0);
    expect(forge.comments).toHaveLength(1);
  });

  it('gives up where it would wait too long', async () => {
    forge.disturb = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    expect((await post(first)).exitCode).toBe(3);
    expect(forge.requests).toHaveLength(1);
  });

  it('gives up after four attempts', async () => {
    forge.disturb = () => ({ status: 503, headers: { 'retry-after': '0' }, body: 'busy' });
    const { exitCode, stderr } = await post(first);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringMatching(/^lvs-puppet: \w+ answers 503 to GET \S+\n$/),
    });
    expect(forge.requests).toHaveLength(4);
  });

  it('is not doubled when the answer to its creation got lost', async () => {
    let lost = 1;
    forge.disturb = ({ method }) =>
      method === 'POST' && lost-- > 0
        ? { status: 502, headers: { 'retry-after': '0' }, body: 'Bad Gateway', afterwards: true }
        : undefined;
    expect(await post(first)).toMatchObject({ exitCode: 0, stdout: `${forge.url}${page}100\n` });
    expect(forge.comments.map(({ body }) => body)).toEqual([first]);
  });

  it('follows a redirect on its own host with the same method', async () => {
    forge.disturb = ({ method, path }) =>
      path === list && method === 'POST'
        ? { status: 307, headers: { location: `${list}?moved` } }
        : undefined;
    expect((await post(first)).exitCode).toBe(0);
    expect(forge.comments.map(({ body }) => body)).toEqual([first]);
  });

  it('never sends the token to another host', async () => {
    const elsewhere = await startForge(name);
    forge.disturb = () => ({ status: 302, headers: { location: `${elsewhere.url}/user` } });
    const { exitCode, stderr } = await post(first);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining('another host') });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('does not go in circles', async () => {
    forge.disturb = ({ path }) => ({ status: 302, headers: { location: path } });
    expect(await post(first)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('in a circle') });
  });

  it('says what is too long for a comment instead', async () => {
    const whole = `${first}${'x'.repeat(limit - first.length)}`;
    await post(whole);
    expect(forge.comments.map(({ body }) => body)).toEqual([whole]);
    expect((await post(`${whole}x`)).exitCode).toBe(0);
    expect(forge.comments[0]?.body).toMatch(
      new RegExp(`^${marker}\n\nThe review is longer than a comment may be \\(${limit + 1} characters\\)`),
    );
  });

  it('gives up on a server that is not there', async () => {
    await forge.close();
    const controller = new AbortController();
    // The waits between the attempts are not what is tried here.
    setTimeout(() => controller.abort(), 1500);
    writeFileSync(join(folder.path, 'review.md'), first);
    const args = { cwd: folder.path, env, signal: controller.signal };
    expect((await runCli(['comment', 'review.md'], args)).exitCode).toBe(130);
  });

  it.each([
    ['no token', { GITHUB_TOKEN: '', LVS_PUPPET_TOKEN: '' }, 'there is no token'],
    ['no pull request', { CI_MERGE_REQUEST_IID: '', GITHUB_EVENT_PATH: '' }, 'belongs to no'],
  ])('is not posted without: %s', async (_what, less, reason) => {
    env = { ...env, ...less };
    expect(await post(first)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining(reason),
    });
    expect(forge.requests).toEqual([]);
  });

  it.each([
    ['a token of two lines', { GITHUB_TOKEN: `${token}\nx`, LVS_PUPPET_TOKEN: `${token}\nx` }],
    ['an API of another kind', { GITHUB_API_URL: 'file:///etc', CI_API_V4_URL: 'file:///etc' }],
    ['a place with blanks', { GITHUB_REPOSITORY: 'a/../b c', CI_MERGE_REQUEST_IID: '12/../13' }],
  ])('fails with 3 at %s', async (_what, wrong) => {
    env = { ...env, ...wrong };
    expect(await post(first)).toMatchObject({ exitCode: 3, stdout: '' });
    expect(forge.requests).toEqual([]);
  });
});

describe('comment', () => {
  it.each([
    ['no file', ['comment', 'missing.md']],
    ['no marker', ['comment', 'plain.md']],
    ['no review', ['comment', 'review.md', '--review', 'plain.md']],
  ])('is wrong usage with %s', async (_what, args) => {
    writeFileSync(join(folder.path, 'plain.md'), 'text\n<!-- lvs-puppet:lvs.yaml -->\n');
    writeFileSync(join(folder.path, 'review.md'), first);
    const { exitCode, stderr } = await runCli(args, { cwd: folder.path, env: { GITHUB_ACTIONS: 'true' } });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/^lvs-puppet: .*\n$/),
    });
  });

  it('needs a platform', async () => {
    writeFileSync(join(folder.path, 'review.md'), first);
    expect(await runCli(['comment', 'review.md'], { cwd: folder.path })).toMatchObject({ exitCode: 3 });
  });
});
