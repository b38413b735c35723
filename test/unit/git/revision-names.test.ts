import { describe, expect, it } from 'vitest';
import {
  isNullRevision,
  parseObjectName,
  parseRange,
  problemOfName,
} from '../../../src/git/revision-names.ts';

describe('a range', () => {
  it.each([
    ['main..topic', 'main', 'topic', false],
    ['main...topic', 'main', 'topic', true],
    ['main...', 'main', 'HEAD', true],
    ['..topic', 'HEAD', 'topic', false],
    ['origin/main...feature/a.b', 'origin/main', 'feature/a.b', true],
    ['v1.0..v1.1', 'v1.0', 'v1.1', false],
    ['main@{1}..main@{0}', 'main@{1}', 'main@{0}', false],
    ['HEAD^{/a..b}...HEAD', 'HEAD^{/a..b}', 'HEAD', true],
    ['HEAD~2..HEAD^', 'HEAD~2', 'HEAD^', false],
  ])('%s', (text, from, to, sinceParting) => {
    expect(parseRange(text)).toEqual({ from, to, sinceParting });
  });

  it.each([
    'main',
    '..',
    '...',
    '../lvs.yaml',
    'a/../lvs.yaml',
    'HEAD:../lvs.yaml',
    'HEAD^{/a..b}',
    'a....b',
  ])('%s is none', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});

describe('a file of a revision', () => {
  it.each([
    ['HEAD', 'HEAD', undefined],
    ['HEAD:lvs.yaml', 'HEAD', 'lvs.yaml'],
    [':lvs.yaml', '', 'lvs.yaml'],
    ['main:./a:b.yaml', 'main', './a:b.yaml'],
    ['HEAD^{/fix: weight}:lvs.yaml', 'HEAD^{/fix: weight}', 'lvs.yaml'],
    ['main@{2 days ago}', 'main@{2 days ago}', undefined],
    ['🙂:lvs.yaml', '🙂', 'lvs.yaml'],
  ])('%s', (text, revision, path) => {
    expect(parseObjectName(text)).toEqual({ revision, path });
  });
});

it.each([
  ['-n', 'a revision does not begin with -'],
  ['--output=/tmp/x', 'a revision does not begin with -'],
  ['HEAD\nHEAD', 'a revision has no control characters'],
  [':/fix', 'write HEAD^{/TEXT} for the commit whose message has TEXT'],
  ['HEAD^{/fix}', undefined],
  [':0:lvs.yaml', undefined],
])('%j cannot be a name: %s', (text, problem) => {
  expect(problemOfName(text)).toBe(problem);
});

it.each([
  ['0'.repeat(40), true],
  ['0'.repeat(64), true],
  ['0'.repeat(39), false],
  ['HEAD', false],
])('%s is no commit: %s', (text, isNull) => {
  expect(isNullRevision(text)).toBe(isNull);
});
