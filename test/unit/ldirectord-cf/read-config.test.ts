import { expect, test } from 'vitest';
import type { Problem, Virtual } from '../../../src/ldirectord-cf/model.ts';
import { readConfig } from '../../../src/ldirectord-cf/read-config.ts';

/** A problem with the text that it marks. */
interface Marked {
  readonly kind: Problem['kind'];
  readonly line: number;
  readonly marked: string;
  readonly hint?: string;
}

function markedIn(text: string): Marked[] {
  const lines = text.split('\n');
  return readConfig(text).problems.map(({ kind, at, hint }) => ({
    kind,
    line: at.line,
    marked: (lines[at.line - 1] ?? '').slice(at.column - 1, at.endColumn - 1),
    ...(hint !== undefined && { hint }),
  }));
}

function virtualsIn(text: string): readonly Virtual[] {
  return readConfig(text).config.virtuals;
}

function settingsOf({ directives }: Virtual): Record<string, string> {
  return Object.fromEntries([...directives.values()].map(({ name, value }) => [name, value]));
}

const REMOVE_BLANK_LINES = 'remove the blank lines inside the section';
const INDENT = 'indent it with a tab';
const REMOVE_BLANKS = 'remove the blanks before it';
const forwarding = 'write gate, masq or ipip';

// What goes on after a mistake.

test('all mistakes of a file are told, in the order in which the daemon comes to them', () => {
  const text = `checkinterval=x
bogus=1

virtual=10.0.0.100:80
	real=10.0.0.1:80 nat
	real=10.0.0.2:80 gate
	checktype=nosuch
	schedular=rr
quiescent=maybe
`;
  expect(markedIn(text)).toEqual([
    { kind: 'invalid-value', line: 1, marked: 'x' },
    { kind: 'unknown-directive', line: 2, marked: 'bogus=1' },
    { kind: 'invalid-value', line: 7, marked: 'nosuch' },
    { kind: 'unknown-directive', line: 8, marked: 'schedular=rr', hint: 'did you mean scheduler?' },
    { kind: 'invalid-forwarding', line: 5, marked: '10.0.0.1:80 nat', hint: forwarding },
    { kind: 'invalid-value', line: 9, marked: 'maybe' },
  ]);
});

test('what is refused is left out, and the rest is there', () => {
  const { config } = readConfig(`checkinterval=x
fork=yes

virtual=10.0.0.100:80
	real=10.0.0.1:80 nat
	real=10.0.0.2:80 gate
	checktype=nosuch
	scheduler=rr

virtual=10.0.0.101:nosuch
	scheduler=rr

virtual=10.0.0.102:80
	scheduler=lc
`);
  expect([...config.directives.keys()]).toEqual(['fork']);
  expect(config.virtuals.map(({ endpoint }) => endpoint)).toEqual([
    { address: '10.0.0.100', port: '80' },
    { address: '10.0.0.102', port: '80' },
  ]);
  expect(config.virtuals.map(settingsOf)).toEqual([{ scheduler: 'rr' }, { scheduler: 'lc' }]);
  expect(config.virtuals[0]?.reals.map(({ address }) => address)).toEqual(['10.0.0.2']);
});

test('a wrong value does not take away the one before', () => {
  const text = 'checkinterval=5\ncheckinterval=x\n';
  expect(readConfig(text).config.directives.get('checkinterval')?.value).toBe('5');
  expect(markedIn(text)).toEqual([{ kind: 'invalid-value', line: 2, marked: 'x' }]);
});

// Blank lines and indentation.

test('a blank line inside a section is one problem, and the rest of the section is read', () => {
  const text = `virtual=10.0.0.100:80
	real=10.0.0.1:80 gate

	# the second one
	real=10.0.0.2:80 gate
	scheduler=rr
	checktype=nosuch

virtual=10.0.0.101:80
	scheduler=lc
`;
  expect(markedIn(text)).toEqual([
    { kind: 'unknown-directive', line: 5, marked: '\treal=10.0.0.2:80 gate', hint: REMOVE_BLANK_LINES },
    { kind: 'invalid-value', line: 7, marked: 'nosuch' },
  ]);
  const [first, second] = virtualsIn(text);
  expect(first?.reals.map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(first && settingsOf(first)).toEqual({ scheduler: 'rr' });
  expect(first?.comments).toEqual(['the second one']);
  expect(second && settingsOf(second)).toEqual({ scheduler: 'lc' });
});

test('each gap in a section is one problem', () => {
  const text = 'virtual=7\n\n\n\tops=no\n\tcleanstop=no\n\n\tscheduler=rr\n';
  expect(markedIn(text).map(({ line, hint }) => [line, hint])).toEqual([
    [4, REMOVE_BLANK_LINES],
    [7, REMOVE_BLANK_LINES],
  ]);
  expect(virtualsIn(text).map(settingsOf)).toEqual([{ ops: 'no', cleanstop: 'no', scheduler: 'rr' }]);
});

test.each([' ', '  ', '   '])('a section line behind %j is one problem, and is read', (indent) => {
  const text = `virtual=10.0.0.100:80\n${indent}real=10.0.0.1:80 gate # c\n\tscheduler=rr\n${indent}comment=a\tb # c\n`;
  expect(markedIn(text)).toEqual([
    { kind: 'unknown-directive', line: 2, marked: `${indent}real=10.0.0.1:80 gate # c`, hint: INDENT },
    { kind: 'unknown-directive', line: 4, marked: `${indent}comment=a\tb # c`, hint: INDENT },
  ]);
  const [virtual] = virtualsIn(text);
  expect(virtual?.reals.map(({ address }) => address)).toEqual(['10.0.0.1']);
  expect(virtual && settingsOf(virtual)).toEqual({ scheduler: 'rr', comment: 'a    b ' });
});

test('the repair shows all there is: after it a blank at the end is as wrong as before', () => {
  expect(markedIn('virtual=7\n\n\tops=yes \n')).toEqual([
    { kind: 'unknown-directive', line: 3, marked: '\tops=yes ', hint: REMOVE_BLANK_LINES },
    { kind: 'invalid-value', line: 3, marked: 'yes' },
  ]);
});

test('a mistake in a line that stands wrong is another problem', () => {
  expect(markedIn('virtual=7\n  schedular=rr\n')).toEqual([
    { kind: 'unknown-directive', line: 2, marked: '  schedular=rr', hint: INDENT },
    { kind: 'unknown-directive', line: 2, marked: 'schedular=rr', hint: 'did you mean scheduler?' },
  ]);
});

test('a line of many blanks in a section is one problem', () => {
  const text = 'virtual=7\n\tops=no\n\t\t \n\tscheduler=rr\n';
  expect(markedIn(text)).toEqual([
    { kind: 'unknown-directive', line: 3, marked: '\t\t ', hint: 'remove them' },
  ]);
  expect(virtualsIn(text).map(settingsOf)).toEqual([{ ops: 'no', scheduler: 'rr' }]);
});

test.each([
  ['\tvirtual=10.0.0.100:80\n\tops=no\n', 1],
  ['virtual=7\n\tops=no\n\tvirtual=10.0.0.100:80\n\tops=no\n', 3],
  ['virtual=7\n\tops=no\n\n  virtual=10.0.0.100:80\n\tops=no\n', 4],
])('a virtual that is indented is one problem, and begins a section: %j', (text, line) => {
  const [marked, ...more] = markedIn(text);
  expect(marked).toMatchObject({ kind: 'unknown-directive', line, hint: REMOVE_BLANKS });
  expect(marked?.marked).toMatch(/^[\t ]+$/);
  expect(more).toEqual([]);
  const last = virtualsIn(text).at(-1);
  expect(last?.endpoint).toEqual({ address: '10.0.0.100', port: '80' });
  expect(last && settingsOf(last)).toEqual({ ops: 'no' });
});

test.each([
  '  checkinterval=5\n',
  '\tautoreload=yes\n',
  ' supervised\n',
  'virtual=7\n\tops=no\n\n  fork=yes\n',
])('a global that is indented is one problem, and is read: %j', (text) => {
  expect(markedIn(text)).toMatchObject([{ kind: 'unknown-directive', hint: REMOVE_BLANKS }]);
  expect(readConfig(text).config.directives.size).toBe(1);
});

test('a byte order mark is one problem, and the line behind it is read', () => {
  const text = '\u{feff}virtual=7\n\tops=no\n';
  expect(markedIn(text)).toEqual([
    { kind: 'unknown-directive', line: 1, marked: '', hint: 'save it without one' },
  ]);
  expect(virtualsIn(text).map(settingsOf)).toEqual([{ ops: 'no' }]);
});

// Where a problem is.

test.each([
  ['a value', 'quiescent = maybe\n', { line: 1, column: 13, endColumn: 18 }],
  ['a value with a comment that is part of it', 'fork=yes # c\n', { line: 1, column: 6, endColumn: 13 }],
  ['a value that is not there', 'fork=\n', { line: 1, column: 6, endColumn: 6 }],
  ['a line that is no directive', 'what is this?  \n', { line: 1, column: 1, endColumn: 14 }],
  ['a directive of before', 'timeout=5\n', { line: 1, column: 1, endColumn: 10 }],
  ['a service', 'virtual = 10.0.0.1:nosuch\n\tops=no\n', { line: 1, column: 11, endColumn: 26 }],
  ['a value behind tabs', 'virtual=7\n\t\tchecktype\t=\tnosuch\n', { line: 2, column: 15, endColumn: 21 }],
  ['a value before a comment', 'virtual=7\n\tchecktype=nosuch # c\n', { line: 2, column: 12, endColumn: 18 }],
  ['a directive before a comment', 'virtual=7\n    bogus=5\t# c\n', { line: 2, column: 5, endColumn: 12 }],
  ['a real server', 'virtual=7\n\treal=10.0.0.1:x gate 5\n', { line: 2, column: 7, endColumn: 24 }],
  ['a fallback', 'virtual=7\n\t fallback=127.0.0.1 nat\n', { line: 2, column: 12, endColumn: 25 }],
  ['CRLF', 'virtual=7\r\n\tops=no\r\n', { line: 2, column: 6, endColumn: 8 }],
])('the place of a problem: %s', (_, text, at) => {
  expect(readConfig(text).problems.map((problem) => problem.at)).toEqual([at]);
});

test('where the daemon names another line both are known', () => {
  const text = 'virtual=7\n\tops=no\n\nvirtual=7\n\tops=no\n\nfork=no\n';
  expect(readConfig(text).problems).toMatchObject([
    { kind: 'duplicate-virtual', at: { line: 4, column: 9, endColumn: 10 }, daemonLine: 6 },
  ]);
});

test('what is understood has a place too', () => {
  const { config } = readConfig('fork=yes\n\nvirtual=7\n\treal=10.0.0.1 gate # c\n\tscheduler=rr # c\n');
  const [virtual] = config.virtuals;
  expect(config.directives.get('fork')?.at).toEqual({ line: 1, column: 6, endColumn: 9 });
  expect(virtual?.at).toEqual({ line: 3, column: 9, endColumn: 10 });
  expect(virtual?.reals[0]?.at).toEqual({ line: 4, column: 7, endColumn: 20 });
  expect(virtual?.directives.get('scheduler')?.at).toEqual({ line: 5, column: 12, endColumn: 14 });
});

// Comments.

test('comments belong to the section below them, and those inside to it', () => {
  const text = `# the file

# the shop
#  is here
virtual=10.0.0.100:80
	# inside
# inside, at column 0
	ops=no
	# at its end
# of the next
virtual=10.0.0.101:80
	ops=no
# at its end, before a blank line

# of nobody

virtual=7
# right inside
	ops=no
# at the end of the file
`;
  expect(virtualsIn(text).map(({ comments }) => comments)).toEqual([
    ['the shop', 'is here', 'inside', 'inside, at column 0', 'at its end'],
    ['of the next', 'at its end, before a blank line'],
    ['right inside', 'at the end of the file'],
  ]);
});

test('a comment above a line behind a blank one stays with it, even right before the next section', () => {
  const text = 'virtual=7\n\n# of ops\n\tops=no\nvirtual=8\n\tops=no\n';
  expect(virtualsIn(text).map(({ comments }) => comments)).toEqual([['of ops'], []]);
});

test('a comment above a global line is not about the section behind that', () => {
  expect(virtualsIn('# of fork\nfork=no\nvirtual=7\n\n').map(({ comments }) => comments)).toEqual([[]]);
});

// Names.

test('names are looked for where they are known', () => {
  const addresses = new Map([
    ['www.oe.example', '10.0.0.100'],
    ['www1.oe.example', '10.0.0.1'],
  ]);
  const text = `virtual=www.oe.example:80
	real=www1.oe.example:80 gate
	real=www2.oe.example:80 gate
	fallback=www1.oe.example
`;
  const { config, problems } = readConfig(text, { lookup: (name) => addresses.get(name) });
  expect(problems).toMatchObject([{ kind: 'needs-names', at: { line: 3, column: 7, endColumn: 30 } }]);
  const [virtual] = config.virtuals;
  expect(virtual?.endpoint).toEqual({ address: '10.0.0.100', port: '80' });
  expect(virtual?.reals.map(({ address }) => address)).toEqual(['10.0.0.1']);
  expect(virtual?.fallback).toMatchObject({ address: '10.0.0.1', port: '80', forwarding: 'gate' });
});
