import { expect, test } from 'vitest';
import { expandTemplate, type Data } from '../../../src/import/fork/expand-template.ts';

const server = (ipaddress: string): Data => new Map([['ipaddress', ipaddress]]);
const known = new Map<string, Data>([
  ['webservers', [server('10.1.0.11'), server('10.1.0.12')]],
  ['nobody', []],
  ['port', 80],
  ['many', Array.from({ length: 1000 }, () => 'x'.repeat(100))],
]);

/** Each line of the output with the line of the template before it. */
function linesOf(text: string): string[] {
  const expanded = expandTemplate({ path: 'l.cf.erb', text }, known);
  const lines = expanded.text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  expect(expanded.lines).toHaveLength(lines.length);
  return lines.map((line, index) => `${expanded.lines[index]}: ${line}`);
}

/** What is not understood, with the first line of where it stands. */
function reported(text: string): string[] {
  return expandTemplate({ path: 'l.cf.erb', text }, known).notUnderstood.map(
    ({ at, code }) => `${at.line}:${at.column} ${code}`,
  );
}

const sections = `checktimeout=3
<% if not webservers.empty? %>
virtual=10.0.0.100:80
<% webservers.each do |server| -%>
        real=<%= server['ipaddress'] %>:80 gate
<% end -%>
        scheduler=wrr
<% end %>
<% if not nobody.empty? %>
virtual=10.0.0.100:81
<% end %>
`;

test('each line tells where in the template it came from', () => {
  expect(linesOf(sections)).toEqual([
    '1: checktimeout=3',
    '2: ',
    '3: virtual=10.0.0.100:80',
    '5:         real=10.1.0.11:80 gate',
    '5:         real=10.1.0.12:80 gate',
    '7:         scheduler=wrr',
    '8: ',
    // The section that is not there leaves the end of its last line.
    '11: ',
  ]);
  expect(reported(sections)).toEqual([]);
});

test('a line that several lines of the template make comes from where its first visible sign stands', () => {
  expect(linesOf("  <% if port -%>\nreal=<%= port -%>\n:1\n<% end -%>\n<%= 'two\nlines' %>\nlast")).toEqual([
    '2:   real=80:1',
    '5: two',
    '5: lines',
    '7: last',
  ]);
});

test('a tag that is not understood is told with its place', () => {
  const text = 'a\nb <%= port + 1 %> c\n';
  const at = { file: 'l.cf.erb', line: 2, column: 3, endLine: 2, endColumn: 18 };
  expect(expandTemplate({ path: 'l.cf.erb', text }, known).notUnderstood).toEqual([
    { at, code: 'port + 1', whole: at },
  ]);
});

test.each([
  ['an unknown variable', '<%= missing %>', 'missing'],
  ['an unknown one of the scope', "<%= scope['a::port'] %>", "scope['a::port']"],
  ['an unknown variable beside a literal', '<%= missing || 80 %>', 'missing || 80'],
  ['a method', '<%= port.next %>', 'port.next'],
  ['a list', '<%= webservers %>', 'webservers'],
  ['a key of a text', "<%= port['x'] %>", "port['x']"],
  ['a call', '<%= `reboot` %>', '`reboot`'],
  ['what Ruby fills in', '<%= "#{port}" %>', '"#{port}"'],
  ['an unknown list that counts as empty', '<%= missing.empty? %>', 'missing.empty?'],
  ['a tag inside a tag', '<%= <%= port %>', '<%= port'],
])('a line with a hole is left out as a whole: %s', (_, tag, code) => {
  expect(linesOf(`before\nreal=<%= port %>:${tag} gate\nafter\n`)).toEqual(['1: before', '3: after']);
  expect(reported(`before\nreal=${tag} gate\n`)).toEqual([`2:6 ${code}`]);
});

test.each([
  ['if port > 1', 'end'],
  ['if missing', 'end'],
  ['if port.empty?', 'end'],
  ['unless missing', 'end'],
  ['missing.each do |x|', 'end'],
  ['port.each do |x|', 'end'],
  ['webservers.each do |x, y|', 'end'],
  ['webservers.map { |x|', '}'],
  ['webservers.sort.each do |x|', 'end'],
  ['for x, y in webservers do', 'end'],
  ['while port', 'end'],
  ['case port', 'end'],
  ['x = if port', 'end'],
  ['port.times do', 'end'],
  ['if port then a; if port', 'end; end'],
])('a block that is not understood is passed over up to its end: %s', (begin, end) => {
  const inner = '<% if port %>\n1\n<% else %>\n2\n<% end %>\n<% webservers.each { |s| %>\n<% } %>\n';
  const lines = linesOf(`a\n<% ${begin} -%>\n${inner}<% ${end} -%>\nb <%= port %>\n`);
  expect(lines).toEqual(['1: a', '11: b 80']);
  expect(reported(`<% ${begin} %>${inner}<% end %>`)[0]).toBe(`1:1 ${begin}`);
});

test('what an unknown list decides is told, and the list counts as empty', () => {
  const text = '<% if not missing.empty? -%>\na\n<% else -%>\nb\n<% end -%>\nc\n';
  expect(linesOf(text)).toEqual(['4: b', '6: c']);
  expect(reported(text)).toEqual(['1:1 if not missing.empty?']);
});

test('a block inside a line that is not understood leaves no half of the line', () => {
  expect(linesOf('a<% if missing %>b<% end %>c\nd\n')).toEqual(['2: d']);
  expect(linesOf('<% if missing -%>\nb<% end -%>\nc\nd\n')).toEqual(['4: d']);
  expect(linesOf('<% if missing -%>\nb\n<% else -%>\nb<% end -%>\nc\nd\n')).toEqual(['6: d']);
  expect(linesOf('a<% if missing.empty? %>b<% end %>c\nd\n')).toEqual(['2: d']);
});

test('a block is passed over where one of its branches is not understood', () => {
  const text = '<% if port == 1 -%>\na\n<% elsif port =~ /8/ -%>\nb\n<% else -%>\nc\n<% end -%>\nd\n';
  expect(linesOf(text)).toEqual(['8: d']);
  expect(reported(text)).toEqual(['3:1 elsif port =~ /8/']);
});

test('a tag in a loop is told once, and tags in their order', () => {
  const text =
    '<% webservers.each do |s| -%>\n<% if s[:ipaddress] == "10.1.0.12" -%>\n<%= a %>\n<% end -%>\n<%= b %>\n<% end -%>\n';
  expect(reported(text)).toEqual(['3:1 a', '5:1 b']);
});

test.each([
  ['port = 1 + 1', 'port'],
  ['if port\n port = 3\n end', 'port'],
  ['port += 1', 'port'],
  ['@port = 3', '@port'],
  ['webservers.each do |s| port = 3 end', 'port'],
])('what code changes that is not understood is not known: %s', (code, name) => {
  expect(reported(`<% ${code} %>\n<%= ${name} %>\n`)).toContain(`${1 + code.split('\n').length}:1 ${name}`);
});

test.each([
  ['<% for port in nobody %><% end %><%= port %>'],
  ['<% if port %><% port = 3 %><% end %><%= port %>'],
  ['<%= port %><% port = 3 %>'],
])('a variable that the template may set is not taken for one of Puppet: %s', (text) => {
  expect(reported(text).some((one) => one.endsWith(' port'))).toBe(true);
});

test.each([
  ['a\n<% if port', ['1: a'], ['2:1 if port']],
  ['a\n<%= port\nb', ['1: a'], ['2:1 port\nb']],
  ['a\n<%# port\nb', ['1: a'], ['2:1 port\nb']],
  ['a\n<% if port %>\nb\n<% webservers.each do |s| %>\nc\n<% end %>\nd', ['1: a'], ['2:1 if port']],
  ['a\n<% end %>\nb\n', ['1: a', '2: ', '3: b'], ['2:1 end']],
  ['a\n<% else %>\nb\n', ['1: a', '2: ', '3: b'], ['2:1 else']],
  ['<% if port -%>\n<% else -%>\n<% else -%>\nb\n<% end -%>\nc\n', ['6: c'], ['3:1 else']],
])('what Ruby would refuse is told: %j', (text, lines, codes) => {
  expect(linesOf(text)).toEqual(lines);
  expect(reported(text)).toEqual(codes);
});

test.each([
  ['100,000 blocks in each other', `${'<% if port %>'.repeat(100_000)}x${'<% end %>'.repeat(100_000)}\ny\n`],
  ['100,000 blocks without an end', '<% if port %>'.repeat(100_000)],
  ['100,000 ends', '<% end %>'.repeat(100_000)],
  ['100,000 blocks that are not understood', '<% if port > 1 %>'.repeat(100_000)],
  ['100,000 beginnings of tags', '<%'.repeat(100_000)],
  ['100,000 beginnings of trimmed tags', '   <%-'.repeat(100_000)],
  ['100,000 ends of tags', `<% ${'%%>'.repeat(100_000)}`],
  ['blanks', `${' '.repeat(1_000_000)}<%= ${' '.repeat(1_000_000)}x %>`],
  ['a long word', `<% ${'a'.repeat(1_000_000)} %>`],
  ['many quotes', `<% x "${"'".repeat(1_000_001)} %>`],
  ['100,000 parentheses', `<%= ${'('.repeat(100_000)}port${')'.repeat(100_000)} %>`],
  ['900 times not', `<%= ${'!'.repeat(900)}port %>`],
  ['100,000 methods', `<%= port${'.to_s'.repeat(100_000)} %>`],
  ['100,000 operators', `<%= port${' || port'.repeat(100_000)} %>`],
])('hostile text ends soon, and is told: %s', { timeout: 10_000 }, (_, text) => {
  expect(expandTemplate({ path: 'l.cf.erb', text }, known).notUnderstood.length).toBeGreaterThan(0);
});

test('fifty blocks in each other are looked into, and no more', () => {
  const nested = (count: number): string =>
    `${'<% if port -%>\n'.repeat(count)}x\n${'<% end -%>\n'.repeat(count)}y\n`;
  expect(linesOf(nested(50))).toEqual(['51: x', '102: y']);
  expect(linesOf(nested(51))).toEqual([]);
  expect(reported(nested(51))).toEqual(['51:1 if port']);
});

test('output ends at 4 MiB, at the end of a line, and the loop is told', () => {
  const text =
    'first\n<% many.each do |a| -%>\n<% many.each do |b| -%>\n<%= b %>\n<% end -%>\n<% end -%>\nlast\n';
  const expanded = expandTemplate({ path: 'l.cf.erb', text }, known);
  expect(expanded.text.length).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(expanded.text.length).toBeGreaterThan(4 * 1024 * 1024 - 102);
  expect(expanded.text.endsWith(`${'x'.repeat(100)}\n`)).toBe(true);
  expect(expanded.lines).toHaveLength(expanded.text.split('\n').length - 1);
  expect(reported(text)).toEqual(['2:1 many.each do |a|']);
});

test('a template of more than 4 MiB is told', () => {
  expect(reported('x\n'.repeat(3 * 1024 * 1024))).toEqual(['1:1 ']);
});

test('loops that write nothing end too', () => {
  const begin = '<% many.each do |a| %>'.repeat(8);
  expect(reported(`${begin}${'<% end %>'.repeat(8)}`)).toEqual(['1:1 many.each do |a|']);
});
