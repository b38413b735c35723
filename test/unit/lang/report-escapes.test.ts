import { describe, expect, it } from 'vitest';
import { markdownCode, markdownFence, markdownProse } from '../../../src/lang/markdown.ts';
import { relativeUri } from '../../../src/lang/uri.ts';
import { workflowCommand } from '../../../src/lang/workflow-command.ts';

describe('markdownCode', () => {
  it.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['`a', '`` `a ``'],
    [' a ', '`  a  `'],
    ['', '`  `'],
    ['a\nb', '`a\ufffdb`'],
  ])('%j becomes %j', (text, expected) => {
    expect(markdownCode(text)).toBe(expected);
  });
});

describe('markdownProse', () => {
  it.each([
    ['the weight of gui1.oe.example goes from 1 to 2', 'the weight of gui1.oe.example goes from 1 to 2'],
    ['service "http" (gui), too: go', 'service "http" (gui), too: go'],
    ['ask @octocat about #12', 'ask `@octocat` about `#12`'],
    ['see www.example.org', 'see `www.example.org`'],
    ['clients of 10.0.0.1:80 wait', 'clients of `10.0.0.1:80` wait'],
    ['commit deadbeef1 of OPS-12 and GH-7', 'commit `deadbeef1` of `OPS-12` and `GH-7`'],
    [
      'add it with `state: setup`, then (`max_shrink`) go',
      'add it with `state: setup`, then (`max_shrink`) go',
    ],
    ['host web-1, x-deadbeef1 and (A’B2-1)', 'host web-1, `x-deadbeef1` and `(A’B2-1)`'],
    ['gh-7 and 1234567', '`gh-7` and `1234567`'],
    ['1. first', '`1.` first'],
    ['- item', '`-` item'],
    ['', '`  `'],
  ])('%j becomes %j', (text, expected) => {
    expect(markdownProse(text)).toBe(expected);
  });
});

describe('markdownFence', () => {
  it('is longer than any run of backticks inside', () => {
    expect(markdownFence('diff', 'a\n')).toBe('```diff\na\n```');
    expect(markdownFence('diff', '+````\n')).toBe('`````diff\n+````\n`````');
  });
});

describe('workflowCommand', () => {
  it('escapes what ends a property, the command or the line', () => {
    expect(workflowCommand('error', { file: 'a:b,c%', line: 3 }, '50%\r\n::x')).toBe(
      '::error file=a%3Ab%2Cc%25,line=3::50%25%0D%0A::x\n',
    );
  });
});

describe('relativeUri', () => {
  it.each([
    ['a b/lvs#1.yaml', 'a%20b/lvs%231.yaml'],
    ['../lvs.yaml', '../lvs.yaml'],
    ['http://x', 'http%3A//x'],
    ['<stdin>', '%3Cstdin%3E'],
    ['\ud800', '%EF%BF%BD'],
  ])('%j becomes %j', (path, expected) => {
    expect(relativeUri(path)).toBe(expected);
  });
});
