import { expect, test } from 'vitest';
import type { Place } from '../../../src/diagnostics/finding.ts';
import { variablesOf } from '../../../src/import/fork/assignments.ts';
import type { Manifest, Value } from '../../../src/import/fork/manifest.ts';
import { namedArguments } from '../../../src/import/fork/named-arguments.ts';
import { readManifest } from '../../../src/import/fork/read-manifest.ts';
import { resolve } from '../../../src/import/fork/resolve.ts';

function read(text: string): Manifest & { readonly variables: ReadonlyMap<string, Value> } {
  const manifest = readManifest({ path: 'manifests/config.pp', text });
  return { ...manifest, variables: variablesOf(manifest.assignments) };
}

/** A value without places, as short as it can be told from others. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'undef':
      return null;
    case 'variable':
      return { variable: value.name };
    case 'interpolated':
      return { parts: value.parts.map(plain) };
    case 'array':
      return value.items.map(plain);
    case 'hash':
      return { hash: value.entries.map(({ key, value: one }) => [plain(key), plain(one)]) };
    case 'call':
      return { call: value.name, args: value.args.map(plain) };
    case 'unknown':
      return { unknown: value.text };
  }
}

function variablesIn(text: string): Record<string, unknown> {
  return Object.fromEntries([...read(text).variables].map(([name, value]) => [name, plain(value)]));
}

function valueOf(expression: string): unknown {
  return variablesIn(`$x = ${expression}`).x;
}

function resourcesIn(text: string): unknown[] {
  return read(text).resources.map(({ type, title, attributes }) => [
    type,
    plain(title),
    Object.fromEntries([...attributes].map(([name, value]) => [name, plain(value)])),
  ]);
}

function callsIn(text: string): unknown[] {
  return read(text).calls.map(plain);
}

/** What a place marks. */
function marked(text: string, { line, column, endLine, endColumn }: Place): string {
  const lines = text.split('\n').slice(line - 1, endLine);
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, endColumn - 1);
  return lines.join('\n').slice(column - 1);
}

// What a fork says.

const FORK = `# Role lists, virtual addresses and the file.
class lvs::config(
  $queueservers = [{'ipaddress' => '192.0.2.11'}, {'ipaddress' => '192.0.2.12'}],
  $owner = root
) {
  $portalservers = servers_with_role('portal')

  # bind the virtual ips needed by lvs to a network interface.
  lvs::bind_virtual_ip { 'eth1:0':
    virtual_ip => $lvs_virtual_ip_1,
  } ->
  lvs::bind_virtual_ip { 'eth1:1':
    virtual_ip => virtual_ip_with_index(1),
    netmask    => '255.255.255.255',
  } ->
  class { 'lvs':
    members => [
      lvs_member(virtual_ip => $lvs_virtual_ip_1, port => 5672, backends => $queueservers),
      lvs_member('virtual_ip', $::lvs_virtual_ip_2, 'port', 443, 'backends', $portalservers),
    ],
  }
}
`;

const member1 = {
  call: 'lvs_member',
  args: [
    {
      hash: [
        ['virtual_ip', { variable: 'lvs_virtual_ip_1' }],
        ['port', 5672],
        ['backends', { variable: 'queueservers' }],
      ],
    },
  ],
};
const member2 = {
  call: 'lvs_member',
  args: [
    'virtual_ip',
    { variable: 'lvs_virtual_ip_2' },
    'port',
    443,
    'backends',
    { variable: 'portalservers' },
  ],
};

test('a fork of the module is read: its lists, addresses and members', () => {
  expect(variablesIn(FORK)).toEqual({
    queueservers: [{ hash: [['ipaddress', '192.0.2.11']] }, { hash: [['ipaddress', '192.0.2.12']] }],
    owner: 'root',
    portalservers: { call: 'servers_with_role', args: ['portal'] },
  });
  expect(resourcesIn(FORK)).toEqual([
    ['lvs::bind_virtual_ip', 'eth1:0', { virtual_ip: { variable: 'lvs_virtual_ip_1' } }],
    [
      'lvs::bind_virtual_ip',
      'eth1:1',
      { virtual_ip: { call: 'virtual_ip_with_index', args: [1] }, netmask: '255.255.255.255' },
    ],
    ['class', 'lvs', { members: [member1, member2] }],
  ]);
  expect(callsIn(FORK)).toEqual([
    { call: 'servers_with_role', args: ['portal'] },
    { call: 'virtual_ip_with_index', args: [1] },
    member1,
    member2,
  ]);
});

test('places have a line and column of beginning and end', () => {
  const { variables, resources, calls } = read(FORK);
  expect(variables.get('portalservers')?.at).toEqual({
    file: 'manifests/config.pp',
    line: 6,
    column: 20,
    endLine: 6,
    endColumn: 47,
  });
  expect(resources[1]?.at).toEqual({
    file: 'manifests/config.pp',
    line: 12,
    column: 26,
    endLine: 14,
    endColumn: 36,
  });
  expect(calls.map(({ at }) => marked(FORK, at))).toEqual([
    `servers_with_role('portal')`,
    'virtual_ip_with_index(1)',
    'lvs_member(virtual_ip => $lvs_virtual_ip_1, port => 5672, backends => $queueservers)',
    `lvs_member('virtual_ip', $::lvs_virtual_ip_2, 'port', 443, 'backends', $portalservers)`,
  ]);
  expect(resources.map(({ title }) => marked(FORK, title.at))).toEqual([`'eth1:0'`, `'eth1:1'`, `'lvs'`]);
});

test('arguments by name are told from a hash, from pairs and from names and values by turns', () => {
  const named = (text: string): unknown => {
    const args = namedArguments(read(text).calls[0]?.args ?? []);
    return args && Object.fromEntries([...args].map(([name, value]) => [name, plain(value)]));
  };
  for (const text of [
    `f(port => 80, 'checktype' => ping)`,
    `f({port => 80, 'checktype' => ping})`,
    `f('port', 80, 'checktype', 'ping')`,
  ])
    expect(named(text), text).toEqual({ port: 80, checktype: 'ping' });
  for (const text of [`f(1, 2)`, `f(port)`, `f($x => 80)`, `f({1 => 2})`, `f(port, 80, {a => 1})`])
    expect(named(text), text).toBeUndefined();
  expect(named('f()')).toEqual({});
});

// Values.

test.each([
  [`'web'`, 'web'],
  [`'it\\'s \\\\ \\n'`, `it's \\ \\n`],
  [`''`, ''],
  [`"a\\tb\\"\\u0041\\u{1F600}\\$x\\q"`, 'a\tb"A😀$x\\q'],
  [`"costs 5$ or $ more"`, 'costs 5$ or $ more'],
  ['80', 80],
  ['0x1F', 31],
  ['0644', 420],
  ['1.5e3', 1500],
  ['true', true],
  ['false', false],
  ['undef', null],
  ['latest', 'latest'],
  ['a-b::c', 'a-b::c'],
  ['$y', { variable: 'y' }],
  ['$::y', { variable: 'y' }],
  ['$lvs::config::y', { variable: 'y' }],
  ['[]', []],
  [`[1, 'b', [c],]`, [1, 'b', ['c']]],
  ['{}', { hash: [] }],
  [
    `{ 'b' => 1, a => [2], 3 => { c => d } }`,
    {
      hash: [
        ['b', 1],
        ['a', [2]],
        [3, { hash: [['c', 'd']] }],
      ],
    },
  ],
  ['[a => 1, b => 2, 3]', [{ hash: [['a', 1], ['b', 2]] }, 3]], // prettier-ignore
  ['f()', { call: 'f', args: [] }],
  ['::lvs::f (g(1), $y)', { call: 'lvs::f', args: [{ call: 'g', args: [1] }, { variable: 'y' }] }],
  ['f(a => 1, b => 2, 3)', { call: 'f', args: [{ hash: [['a', 1], ['b', 2]] }, 3] }], // prettier-ignore
  [`'web'.servers_with_role`, { call: 'servers_with_role', args: ['web'] }],
  [`$y.f(1).g`, { call: 'g', args: [{ call: 'f', args: [{ variable: 'y' }, 1] }] }],
  ['(80)', 80],
  ['"$y"', { parts: [{ variable: 'y' }] }],
  ['"${y}"', { parts: [{ variable: 'y' }] }],
  ['"eth0:${::lvs::y}\\n$z."', { parts: ['eth0:', { variable: 'y' }, '\n', { variable: 'z' }, '.'] }],
  ['"${f(0)}${\'a\'}${1}"', { parts: [{ call: 'f', args: [0] }, 'a', 1] }],
  ['"a${"b${c}"}"', { unknown: '"a${"b${c}"}"' }],
  ['"${y[0]}"', { unknown: '"${y[0]}"' }],
  ['"${y.f}"', { unknown: '"${y.f}"' }],
  ['"${[1]}"', { unknown: '"${[1]}"' }],
  ['$y[0]', { unknown: '$y[0]' }],
  [`$y['a']['b']`, { unknown: `$y['a']['b']` }],
  ['1 + 2 * $y', { unknown: '1 + 2 * $y' }],
  ['-1', { unknown: '-1' }],
  ['!$y and $z in [1]', { unknown: '!$y and $z in [1]' }],
  ['$y =~ /^[\'"{]/', { unknown: '$y =~ /^[\'"{]/' }],
  ['$y / 2 / 3', { unknown: '$y / 2 / 3' }],
  [`$y ? { 'a' => 1, default => 2 }`, { unknown: `$y ? { 'a' => 1, default => 2 }` }],
  ['f($y) |$a, $b| { $a }', { unknown: 'f($y) |$a, $b| { $a }' }],
  ['$y.map |$a| { $a }', { unknown: '$y.map |$a| { $a }' }],
  [`File['/etc/x']`, { unknown: `File['/etc/x']` }],
  ['(1 + 2)', { unknown: '1 + 2' }],
  ['{ a => 1, b }', { unknown: '{ a => 1, b }' }],
  ['[1, $y + 1, 3]', [1, { unknown: '$y + 1' }, 3]],
  ['[1, a b c, 3]', [1, { unknown: 'a b c' }, 3]],
  ['$z = 1', { unknown: '$z' }],
])('the value of %s', (expression, expected) => {
  expect(valueOf(expression)).toEqual(expected);
  expect(valueOf(`${expression} # it's\n$other = 1`)).toEqual(expected);
});

test('places of values in values', () => {
  const text = `$x = [
  { 'ipaddress' => "10.0.\${net}.1" },
  f(a => 1,
    b => 'two
lines'),
]`;
  const found: string[] = [];
  const walk = (value: Value): void => {
    found.push(marked(text, value.at));
    if (value.kind === 'array') value.items.forEach(walk);
    if (value.kind === 'call') value.args.forEach(walk);
    if (value.kind === 'interpolated') value.parts.forEach(walk);
    if (value.kind === 'hash')
      for (const { key, value: one } of value.entries) {
        walk(key);
        walk(one);
      }
  };
  const value = read(text).variables.get('x');
  if (value !== undefined) walk(value);
  expect(found).toEqual([
    text.slice(5),
    `{ 'ipaddress' => "10.0.\${net}.1" }`,
    `'ipaddress'`,
    `"10.0.\${net}.1"`,
    '10.0.',
    '${net}',
    '.1',
    `f(a => 1,\n    b => 'two\nlines')`,
    `a => 1,\n    b => 'two\nlines'`,
    'a',
    '1',
    'b',
    `'two\nlines'`,
  ]);
});

// Variables.

test('assignments count wherever they stand, the last one most', () => {
  const text = `$a = 1
if $b { $a = 2 $c = 3 } else { case $d { 'x': { $e = [4] } default: { $a = 5 } } }
node default { $f = 6 }
`;
  expect(variablesIn(text)).toEqual({ a: 5, c: 3, e: [4], f: 6 });
});

test('defaults of the parameters of a class count, those of a defined type and of a function do not', () => {
  const text = `class a($b = 1, Array[Hash] $c = [], $d) inherits e { $f = 2 }
define g($h = 3, $i = j(4)) { $k = 5 }
function l($m = 6) { $m }
`;
  expect(variablesIn(text)).toEqual({ b: 1, c: [], f: 2, k: 5 });
  expect(callsIn(text)).toEqual([{ call: 'j', args: [4] }]);
});

test('handing on a variable under its name says nothing', () => {
  expect(variablesIn('$a = [1] $a = $lvs::a $b = $::c')).toEqual({ a: [1], b: { variable: 'c' } });
});

test('what is added to a variable makes it unknown', () => {
  expect(variablesIn('$a = [1] $a += [2]')).toEqual({ a: { unknown: '$a += [2]' } });
});

test('a comparison is no assignment, nor is a string with one', () => {
  expect(variablesIn(`if $a == 1 and $b =~ /x/ { f("$c = 1") }`)).toEqual({});
});

// Resources.

test('bodies, titles and arrows', () => {
  const text = `@lvs::vip { 'a': ip => '192.0.2.1'; 'b': ip => '192.0.2.2', mask => 24; }
~> ::lvs::vip { ['c', "d$x"]: * => $options, ensure => present }
lvs::vip { $e: ip => [1] } -> Lvs::Vip <| title == 'a' |> { mask => 32 }
file { default: mode => '0644'; '/f': ; }
File { owner => root }
File['/g'] { owner => root }
`;
  expect(resourcesIn(text)).toEqual([
    ['lvs::vip', 'a', { ip: '192.0.2.1' }],
    ['lvs::vip', 'b', { ip: '192.0.2.2', mask: 24 }],
    [
      'lvs::vip',
      ['c', { parts: ['d', { variable: 'x' }] }],
      { '*': { variable: 'options' }, ensure: 'present' },
    ],
    ['lvs::vip', { variable: 'e' }, { ip: [1] }],
    ['file', '/f', {}],
  ]);
});

test('resources in conditions and loops, and what only looks like one', () => {
  const text = `class web { file { '/a': } }
define db() { file { '/b': } }
node 'x', y { file { '/c': } }
if $osfamily == debian { file { '/d': } } elsif $z { file { '/e': } } else { file { '/f': } }
case $os { debian: { file { '/g': } } /^red/: { file { '/h': } } default: { } }
$ips.each |$i, $ip| { lvs::vip { "eth0:\${i}": ip => $ip } }
$h = $os ? { debian => 'a', default => 'b' }
`;
  const titles = read(text).resources.map(({ type, title }) => [type, plain(title)]);
  expect(titles).toEqual([
    ...'abcdefgh'
      .split('')
      .slice(0, 8)
      .map((letter) => ['file', `/${letter}`]),
    ['lvs::vip', { parts: ['eth0:', { variable: 'i' }] }],
  ]);
});

test('an attribute that is more than data is unknown, and the next is read', () => {
  const text = `a { 'b': c => $d ? { e => 1 }, f => 2 what, g => 3; 'h': , , i j, k => 4 }`;
  expect(resourcesIn(text)).toEqual([
    ['a', 'b', { c: { unknown: '$d ? { e => 1 }' }, f: { unknown: '2 what' }, g: 3 }],
    ['a', 'h', { k: 4 }],
  ]);
});

// Calls.

test('calls are found wherever they stand', () => {
  const text = `include lvs, 'other'
fail("no \${name(1)}")
if defined(Class['x']) and !(two($a[three()])) { four() }
$x = $y ? { five() => six(), default => 7 }
[1].each |$i| { seven($i) }
file { 'f': content => "\${$i + eight()}", mode => nine(ten()) + 1 }
Lvs::Vip <| ip == eleven() |>
$z.twelve(13)
class a { } define b() { }
`;
  expect(read(text).calls.map(({ name }) => name)).toEqual(
    'include fail name defined two three four five six each seven eight nine ten eleven twelve'.split(' '),
  );
  expect(callsIn(text)[0]).toEqual({ call: 'include', args: ['lvs', 'other'] });
  expect(callsIn(text).at(-1)).toEqual({ call: 'twelve', args: [{ variable: 'z' }, 13] });
});

// What is no code.

test('comments, heredocs and regular expressions are passed over', () => {
  const text = `# $a = 1 "
/* $b = 2 '
   f() */ $c = 3 /* } */
$d = @("END"/L)
  $e = 5 ' \${f()}
  | END
$g = [@(ONE), @( TWO:words )] # and more
$h = 6
TWO
ONE
$i = 7
  |- TWO
$j = $k =~ /"\\/'[{(]/
$l = 8 / 4
$m = 9 # / "
`;
  expect(variablesIn(text)).toEqual({
    c: 3,
    d: { unknown: '@("END"/L)' },
    g: [{ unknown: '@(ONE)' }, { unknown: '@( TWO:words )' }],
    j: { unknown: `$k =~ /"\\/'[{(]/` },
    l: { unknown: '8 / 4' },
    m: 9,
  });
  expect(callsIn(text)).toEqual([]);
});

test('lines may end as on Windows, and a mark of the order of bytes is nothing', () => {
  const { variables } = read(`\ufeff$a = 1 # b\r\n$c = 'd'\r\n`);
  expect([...variables.keys()]).toEqual(['a', 'c']);
  expect(variables.get('c')?.at).toMatchObject({ line: 2, column: 6, endLine: 2, endColumn: 9 });
});

// Texts that are no manifest.

test.each([
  ['', {}],
  [`$a = 1 $b = 'c`, { a: 1, b: { unknown: `'c` } }],
  [`$a = 1 $b = "c`, { a: 1, b: { unknown: '"c' } }],
  ['$a = 1 $b = "c${d', { a: 1, b: { unknown: '"c${d' } }],
  ['$a = 1 /* $b = 2', { a: 1 }],
  ['$a = @(END)\n$b = 1', { a: { unknown: '@(END)' } }],
  ['$a = @(END', { a: { unknown: '$a =' } }],
  ['$a = [1, {b => 2) $c = 3', { a: { unknown: '[1, {b => 2) $c = 3' }, c: 3 }],
  ['$a = (1] $b = 2', { a: { unknown: '(1] $b = 2' }, b: 2 }],
  ['} ) ] $a = 1 } "', { a: 1 }],
  ['$a =', { a: { unknown: '$a =' } }],
  ['$a = , $b = 1', { a: { unknown: '$a =' }, b: 1 }],
  ['$ = 1 $a', {}],
  ['a { ; : } a { b: c => } a { b: c =>', {}],
  ['f(, , =>', {}],
  ['\u0000\ud800 $a = 1 \\', { a: 1 }],
])('%j is read as far as it goes', (text, expected) => {
  expect(variablesIn(text)).toEqual(expected);
});

test('no beginning or rest of a manifest fails, and places lie in the text', () => {
  const all = `${FORK}$x = "a\${b("c\${d}")}" ? { /e/ => @(F) }\n F\n`;
  for (let index = 0; index <= all.length; index += 1)
    for (const text of [all.slice(0, index), all.slice(index)]) {
      const lines = text.split('\n');
      const { variables, resources, calls } = read(text);
      for (const { at } of [...variables.values(), ...resources, ...calls]) {
        expect(marked(text, at)).not.toBe('');
        expect(at.endColumn).toBeLessThanOrEqual((lines[at.endLine - 1]?.length ?? -1) + 1);
      }
    }
});

function depthOf(value: Value): number {
  const children = (): readonly Value[] => {
    if (value.kind === 'array') return value.items;
    if (value.kind === 'call') return value.args;
    if (value.kind === 'interpolated') return value.parts;
    return value.kind === 'hash' ? value.entries.map((one) => one.value) : [];
  };
  return 1 + Math.max(0, ...children().map(depthOf));
}

test.each([
  ['[', ']'],
  ['{ a => ', '}'],
  ['f(', ')'],
  ['"${f(', ')}"'],
  ['(', ')'],
])('values nested deeper than fifty in %s are unknown', (open, close) => {
  const nested = (depth: number): Value | undefined =>
    read(`$x = ${open.repeat(depth)}1${close.repeat(depth)}`).variables.get('x');
  expect(depthOf(nested(20) ?? never())).toBeLessThanOrEqual(41);
  expect(JSON.stringify(nested(20))).not.toContain('unknown');
  expect(JSON.stringify(nested(60))).toContain('unknown');
  expect(depthOf(nested(60) ?? never())).toBeLessThanOrEqual(51);
  expect(depthOf(nested(100_000) ?? never())).toBeLessThanOrEqual(51);
});

test('calls in a long chain are nested no deeper', () => {
  const chained = (links: number): Value =>
    read(`$x = $a${'.b'.repeat(links)}`).variables.get('x') ?? never();
  expect(depthOf(chained(20))).toBe(21);
  expect(depthOf(chained(100_000))).toBeLessThanOrEqual(51);
});

function never(): never {
  throw new Error('no value');
}

/** Of the processor, in milliseconds. */
function timeToRead(text: string): number {
  const start = process.cpuUsage();
  read(text);
  return process.cpuUsage(start).user / 1000;
}

test('a megabyte of a manifest is read in less than a second', () => {
  expect(timeToRead(FORK.repeat(1_000_000 / FORK.length))).toBeLessThan(1000);
});

/** Enough for what takes the square of the time to need minutes. */
const LENGTH = 300_000;

test.each([
  '[',
  '$x = [',
  '{',
  '(',
  ')',
  '"',
  "'",
  '"${',
  '"$x',
  '\\',
  '"\\',
  '/',
  '= /\\',
  '/*',
  '@(A)',
  '@(A) \n',
  '@(',
  '@(\n',
  '$a = ',
  '$a = 1 + ',
  '- ',
  '$a = -',
  'f(',
  'f(1, [',
  'f($a = ',
  'a { b: ',
  "a { 'b': c => [d, ",
  'a { b: c => d { ',
  '$a = f() |',
  '.a',
  '$a.b(',
  '$a = b.c',
  '$a ? { ',
  'include a, ',
  'include ',
  ' ',
  '\n',
  '#',
  'a',
  'a-',
  'a::',
  '1',
  '$',
  ',',
  '[(',
  '[)',
  '([{"${',
  '<| ',
  'class a($b = ',
  'define a($b = f(',
])('much of %j is read in less than a second', (piece) => {
  expect(timeToRead(piece.repeat(LENGTH / piece.length))).toBeLessThan(1000);
});

// Following variables.

function resolved(text: string, name = 'x'): unknown {
  const { variables } = read(text);
  return plain(resolve(variables.get(name) ?? never(), variables));
}

test.each([
  ['$x = $y $y = $z $z = [1]', [1]],
  ['$x = [$y, { a => $y }, f($y)] $y = 1', [1, { hash: [['a', 1]] }, { call: 'f', args: [1] }]],
  ['$x = "10.0.${y}.$z" $y = 7 $z = "$w" $w = \'9\'', '10.0.7.9'],
  ['$x = "${y}" $y = [1]', [1]],
  ['$x = "${y}" $y = 1', '1'],
  ['$x = "${y}"', { variable: 'y' }],
  ['$x = "a${y}"', { unknown: '"a${y}"' }],
  ['$x = "a${y}" $y = [1]', { unknown: '"a${y}"' }],
  ['$x = $y', { variable: 'y' }],
  ['$x = $y $y = $z + 1', { unknown: '$z + 1' }],
  ['$x = $y $y = $x', { unknown: '$y' }],
  ['$x = [1, $y] $y = "${x}"', [1, [1, { unknown: '$y' }]]],
  ['$x = [$y, $y] $y = 2', [2, 2]],
])('%s', (text, expected) => {
  expect(resolved(text)).toEqual(expected);
});

test('a chain without an end, and values that double, are unknown in the end', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => index);
  const chain = names.map((index) => `$a${index} = $a${index + 1}`).join('\n');
  expect(resolved(`$x = $a0\n${chain}`)).toHaveProperty('unknown');
  for (const [open, close] of [
    ['[', ']'],
    ['"', '"'],
  ] as const) {
    const doubling = names
      .slice(0, 40)
      .map((index) => `$a${index} = ${open}$a${index + 1}${open === '[' ? ',' : ''} $a${index + 1}${close}`)
      .join('\n');
    const { variables } = read(`$x = $a0\n${doubling}\n$a40 = 'b'`);
    expect(() => resolve(variables.get('x') ?? never(), variables)).not.toThrow();
  }
});

test('a value keeps the place where it is written', () => {
  const text = `$x = $y\n$y = 'z'`;
  const { variables } = read(text);
  expect(marked(text, resolve(variables.get('x') ?? never(), variables).at)).toBe(`'z'`);
});
