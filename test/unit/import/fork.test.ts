import { describe, expect, test } from 'vitest';
import { readHosts } from '../../../src/import/hosts-file.ts';
import { importSources } from '../../../src/import/import-sources.ts';

/** A module in which nothing is lost; each test adds to it. */
const MANIFEST = `class lvs::config {
  $guiservers = [ { 'ipaddress' => '172.31.8.21' }, { 'ipaddress' => '172.31.8.22' } ]
  lvs::bind_virtual_ip { 'eth0:0': virtual_ip => '172.31.8.100' }
}
`;
const TEMPLATE = `virtual=172.31.8.100:80
<% guiservers.each do |gui| -%>
	real=<%= gui['ipaddress'] %>:80 gate
<% end -%>
	checktype=connect

`;
const OF_MEMBERS = `<% members.each do |one| -%>
virtual=<%= one['virtual_ip'] %>:<%= one['port'] %>
<% one['backends'].each do |server| -%>
	real=<%= server['ipaddress'] %>:<%= one['port'] %> gate
<% end -%>
	checktype=connect

<% end -%>
`;

interface Result {
  readonly told: readonly string[];
  readonly kept: readonly string[];
  readonly text: string;
}

/** What is told, without its hints, and what is kept, of files by their names. */
function run(files: Readonly<Record<string, string>>): Result {
  const [first, ...others] = Object.entries(files).map(([path, text]) => ({ path, text }));
  if (first === undefined) throw new Error('no file');
  const { text, findings } = importSources([first, ...others], readHosts([]));
  const told = findings.map(({ at, severity, message }) => `${at.file}:${at.line} ${severity}: ${message}`);
  const kept = text.split('\n').filter((line) => /^# .*:[0-9]+:/.test(line));
  return { told, kept: kept.map((line) => line.slice(2)), text };
}

/** The module with lines behind its own. */
function withMore({ manifest = '', template = '' }): Result {
  return run({ 'a.pp': MANIFEST + manifest, 'l.cf.erb': TEMPLATE + template });
}

test('of a module that is understood nothing is told, and nothing kept', () => {
  expect(withMore({})).toMatchObject({ told: [], kept: [] });
});

describe('a variable that is assigned twice', () => {
  test('is told with both places, and both are kept', () => {
    const { told, kept, text } = withMore({
      manifest: "$guiservers = [\n  {'ipaddress' => '172.31.8.23'} ]\n",
    });
    expect(told).toEqual(['a.pp:2 warning: this $guiservers is left out: what a.pp:5 says counts']);
    expect(kept).toEqual([
      "a.pp:2: $guiservers = [ { 'ipaddress' => '172.31.8.21' }, { 'ipaddress' => '172.31.8.22' } ]",
      'a.pp:5: $guiservers = [',
      "a.pp:6: {'ipaddress' => '172.31.8.23'} ]",
    ]);
    expect(text).toContain('172.31.8.23');
  });

  test('is told in branches, and where it only stands in what something else says', () => {
    const manifest =
      "if $x { $net = '172.31.8' } else { $net = '172.31.9' }\n" +
      'lvs::bind_virtual_ip { "eth0:1": virtual_ip => "${net}.100" }\n';
    expect(withMore({ manifest }).told).toEqual([
      'a.pp:5 warning: this $net is left out: what a.pp:5 says counts',
      'a.pp:6 warning: the binding of 172.31.9.100 to eth0 is left out: no service has this virtual IP',
    ]);
  });

  test('is told where a class is declared with another value, which counts wherever it stands', () => {
    const declared = "class { 'lvs::config': guiservers => [ { 'ipaddress' => '172.31.8.23' } ] }\n";
    const { told, text } = run({ '0.pp': declared, 'a.pp': MANIFEST, 'l.cf.erb': TEMPLATE });
    expect(told).toEqual(['a.pp:2 warning: this $guiservers is left out: what 0.pp:1 says counts']);
    expect(text).toContain('172.31.8.23');
  });

  test('is not told where a class is declared with another value than its default, which is empty', () => {
    const classes = `class lvs::config($guiservers = []) { }
class { 'lvs::config': guiservers => [ { 'ipaddress' => '172.31.8.21' } ] }
class { 'lvs::other': guiservers => $guiservers }
`;
    const { told, text } = run({ 'a.pp': classes, 'l.cf.erb': TEMPLATE });
    expect(told).toEqual([]);
    expect(text).toContain('172.31.8.21');
  });

  test('is not told where both say the same, or nothing that is imported asks for it', () => {
    const [, same = ''] = MANIFEST.split('\n');
    expect(withMore({ manifest: `${same}\n$other = 1\n$other = 2\n` }).told).toEqual([]);
  });

  test('shows no password', () => {
    const manifest = "$mq_passwd_1 = 'hunter1'\n$mq_passwd_1 = 'hunter2'\n";
    const { kept, text } = withMore({ manifest, template: '\npasswd=<%= mq_passwd_1 %>\n' });
    expect(kept.length).toBeGreaterThan(1);
    expect(text).not.toContain('hunter');
  });
});

describe('a server of a list', () => {
  const listOf = (entry: string, template = TEMPLATE): Result =>
    run({ 'a.pp': MANIFEST.replace("{ 'ipaddress' => '172.31.8.22' }", entry), 'l.cf.erb': template });
  const withWeight = TEMPLATE.replace('gate', "gate <%= gui['weight'] || 1 %>");

  test('with a key that the template does not use is told', () => {
    const { told, kept } = listOf("{ 'ipaddress' => '172.31.8.22', 'weight' => 3 }");
    expect(told).toEqual(['a.pp:2 warning: weight is left out: the template does not use it']);
    expect(kept).toEqual([expect.stringContaining("'weight' => 3")]);
  });

  test('with a key that one of two templates uses is not told', () => {
    const manifest = MANIFEST.replace("22' }", "22', 'weight' => 3 }");
    const other = withWeight.replace(':80', ':81').replace(':80', ':81');
    expect(run({ 'a.pp': manifest, 'l.cf.erb': other, 'm.cf.erb': TEMPLATE }).told).toEqual([]);
  });

  test('has what the template makes of its keys', () => {
    const { told, text } = listOf("{ 'ipaddress' => '172.31.8.22', 'weight' => 3 }", withWeight);
    expect(told).toEqual([]);
    expect(text).toContain('{ address: 172.31.8.22, weight: 3 }');
  });

  test('with a value that is not known is told', () => {
    const { told, kept } = listOf("{ 'ipaddress' => '172.31.8.22', 'weight' => $weight }", withWeight);
    expect(told).toEqual([
      'a.pp:2 warning: weight is left out: its value is not known here',
      'l.cf.erb:3 warning: this part of the template is not understood',
    ]);
    expect(kept).toContain("l.cf.erb:3: real=<%= gui['ipaddress'] %>:80 gate <%= gui['weight'] || 1 %>");
  });

  test.each(["{ 'ipaddress' => $::ip }", "{ 'hostname' => 'gui2' }", "'gui2'", '$gui2'])(
    'without an address that is known is told: %s',
    (entry) => {
      const { told, kept } = listOf(entry);
      expect(told).toContain(
        'a.pp:2 warning: a server of $guiservers is left out: its ipaddress is not known',
      );
      expect(kept).toContainEqual(expect.stringContaining(entry));
    },
  );

  test('that puppet-kicker finds has nothing but its address, which is told', () => {
    const { told, kept, text } = run({
      'a.pp': MANIFEST.replace(/\[.*\]/, "servers_with_role('gui')"),
      'l.cf.erb': withWeight,
    });
    expect(told).toEqual([
      'l.cf.erb:3 warning: weight of the servers of gui is left out: of servers that are found only addresses are known',
    ]);
    expect(kept).toHaveLength(1);
    expect(text).toContain('servers: discover');
  });

  test('that puppet-kicker finds by a role that is not known is told', () => {
    const { told } = run({
      'a.pp': MANIFEST.replace(/\[.*\]/, 'servers_with_role($role)'),
      'l.cf.erb': TEMPLATE,
    });
    expect(told).toEqual(['a.pp:2 warning: the role is not known here: it is called gui like its variable']);
  });
});

describe('what no service has is told', () => {
  test.each([
    [
      "$apiservers = [ { 'ipaddress' => '172.31.8.31' } ]",
      'the servers of $apiservers are left out: no service has them',
    ],
    ["$apis = servers_with_role('api')", 'the servers of $apis are left out: no service has them'],
    [
      "lvs_member(virtual_ip => '172.31.8.100', port => 81, backends => $guiservers)",
      'the member is left out: no template goes through the members',
    ],
    ['lvs_member($everything, 1, 2)', 'the member is left out: what it is called with is not understood'],
  ])('%s', (manifest, message) => {
    const { told, kept } = withMore({ manifest });
    expect(told).toEqual([`a.pp:5 warning: ${message}`]);
    expect(kept).toEqual([`a.pp:5: ${manifest}`]);
  });

  test('an argument of a member that the template does not use', () => {
    const manifest = `$web = [ { 'ipaddress' => '172.31.8.21' } ]
lvs_member(virtual_ip => '172.31.8.100', port => 81,
  scheduler => 'lc', backends => $web)
`;
    const { told, kept } = run({ 'a.pp': manifest, 'l.cf.erb': OF_MEMBERS });
    expect(told).toEqual(['a.pp:3 warning: scheduler is left out: the template does not use it']);
    expect(kept).toEqual(["a.pp:3: scheduler => 'lc', backends => $web)"]);
  });

  test('an argument of a member that is not known; the section goes with its first line', () => {
    const manifest = `$web = [ { 'ipaddress' => '172.31.8.21' } ]
lvs_member(virtual_ip => '172.31.8.100', port => 80, backends => $web)
lvs_member(virtual_ip => virtual_ip_with_index(1), port => 81, backends => $web)
`;
    const { told, kept, text } = run({ 'a.pp': manifest, 'l.cf.erb': OF_MEMBERS.replace('\n\n', '\n') });
    expect(told).toEqual([
      'a.pp:3 warning: virtual_ip is left out: its value is not known here',
      'l.cf.erb:2 warning: this part of the template is not understood',
    ]);
    expect(kept).toContain("l.cf.erb:4: real=<%= server['ipaddress'] %>:<%= one['port'] %> gate");
    expect(text).toContain('http: { virtual_ip: vip-172-31-8-100, port: 80, checktype: connect }');
  });
});

describe('a binding of a virtual IP', () => {
  test('may have several titles', () => {
    const { told, kept, text } = run({
      'a.pp': MANIFEST.replace("'eth0:0'", "[ 'eth2:0', \"eth2:${one}\", 'eth3:0' ]").replace(
        '{',
        "{ $one = '1'",
      ),
      'l.cf.erb': TEMPLATE,
    });
    expect(text).toContain('interface: eth2');
    expect(told).toEqual([
      'a.pp:3 warning: the binding of 172.31.8.100 to eth3 is left out: it is bound to eth2, too',
    ]);
    expect(kept).toHaveLength(1);
  });

  test.each([
    ['lvs::bind_virtual_ip { "eth0:${x}": virtual_ip => \'172.31.8.100\' }', 'its title is not known'],
    ["lvs::bind_virtual_ip { ['eth0:1', $x]: virtual_ip => '172.31.8.100' }", 'its title is not known'],
    ["lvs::bind_virtual_ip { 'eth0:1': virtual_ip => $x }", 'its virtual_ip is not known'],
    ["lvs::bind_virtual_ip { 'eth0:1': ip => '172.31.8.100' }", 'its virtual_ip is not known'],
  ])('of which something is not known is told: %s', (manifest, why) => {
    const { told, kept } = withMore({ manifest });
    expect(told).toEqual([`a.pp:5 warning: the binding is left out: ${why}`]);
    expect(kept).toEqual([`a.pp:5: ${manifest}`]);
  });

  test('that no service has is told', () => {
    const manifest = "lvs::bind_virtual_ip { 'eth0:1': virtual_ip => '172.31.8.101/32' }";
    const { told, kept } = withMore({ manifest });
    expect(told).toEqual([
      'a.pp:5 warning: the binding of 172.31.8.101 to eth0 is left out: no service has this virtual IP',
    ]);
    expect(kept).toEqual([`a.pp:5: ${manifest}`]);
  });

  test('of an IPv6 address counts however that is written', () => {
    const { told, text } = run({
      'a.pp': MANIFEST.replace('172.31.8.100', '2001:DB8:0::1').replaceAll(/172\.31\.8\.2/g, '2001:db8::2'),
      'l.cf.erb':
        "virtual6=[2001:db8::1]:80\n<% guiservers.each do |gui| -%>\n\treal6=[<%= gui['ipaddress'] %>]:80 gate\n<% end -%>\n",
    });
    expect(told).toEqual([]);
    expect(text).toContain('interface: eth0');
  });
});

test('a template in EPP is told and kept', () => {
  const { told, kept } = run({
    'a.pp': MANIFEST,
    'l.cf.erb': TEMPLATE,
    'm.cf.epp': 'virtual=<%= $vip %>:80\n\tpasswd="hunter2"\n',
  });
  expect(told).toEqual(['m.cf.epp:1 warning: the template is not read: it is EPP, not ERB']);
  expect(kept).toEqual(['m.cf.epp:1: virtual=<%= $vip %>:80', 'm.cf.epp:2: passwd=*********']);
});

test('what else a binding says is told, but for the netmask that a virtual IP has anyway', () => {
  const { told } = run({
    'a.pp': MANIFEST.replace(
      "'172.31.8.100'",
      "'172.31.8.100', netmask => '255.255.255.0', gateway => '172.31.8.1', require => Class['x']",
    ),
    'l.cf.erb': TEMPLATE,
  });
  expect(told).toEqual([
    'a.pp:3 warning: gateway of the binding is left out',
    'a.pp:3 warning: netmask of the binding is left out',
  ]);
});

test('lines of a section whose first one stands in a block that is not understood are of no other section', () => {
  const template = `<% if missing.any? -%>
virtual=172.31.8.101:81
<% end -%>
	real=172.31.8.23:81 gate

`;
  const { told, kept, text } = withMore({ template });
  expect(told).toEqual(['l.cf.erb:7 warning: this part of the template is not understood']);
  expect(kept).toEqual([
    'l.cf.erb:7: <% if missing.any? -%>',
    'l.cf.erb:8: virtual=172.31.8.101:81',
    'l.cf.erb:9: <% end -%>',
    'l.cf.erb:10: real=172.31.8.23:81 gate',
  ]);
  expect(text).not.toContain('172.31.8.23\n');
});

test('a configuration beside the manifests has their lists and bindings', () => {
  const config = 'virtual=172.31.8.100:80\n\treal=172.31.8.21:80 gate\n\treal=172.31.8.22:80 gate\n';
  const { told, text } = run({ 'lvs/files/ldirectord.cf': config, 'lvs/a.pp': MANIFEST });
  expect(told).toEqual([]);
  expect(text).toContain('interface: eth0');
  expect(text).toContain('  gui:\n');
});

describe('a block of a template that is not understood', () => {
  const section = 'virtual=172.31.8.100:81\n\tpasswd="hunter2"\n';
  const kept = ['virtual=172.31.8.100:81', 'passwd=*********'];

  test.each([
    ['if x > 1', '', 'end'],
    ['if missing', '', 'end'],
    ['unless missing.empty?', '', 'end'],
    ['missing.each do |s|', '', 'end'],
    ['webs.sort.each { |s|', '', '}'],
    ['case x', '<% if x %>\n1\n<% end %>\n', 'end'],
    ['if nil', '<% elsif x > 1 %>\n', 'end'],
  ])('is kept from its beginning to its end: %s', (begin, inner, end) => {
    const template = `${inner}${section}<% ${end} %>\n`;
    const expected = `<% ${begin} %>\n${template}`.replace('"hunter2"', '*********').trim().split('\n');
    const found = withMore({ template: `<% ${begin} %>\n${template}` }).kept;
    expect(found).toEqual(expected.map((line, index) => `l.cf.erb:${7 + index}: ${line.trim()}`));
  });

  test('is kept up to the end of the template where it has none', () => {
    const found = withMore({ template: `<% if guiservers %>\n${section}` }).kept;
    expect(found).toEqual(
      ['<% if guiservers %>', ...kept].map((line, index) => `l.cf.erb:${7 + index}: ${line}`),
    );
  });

  test('is kept where blocks are nested too deep to look into', () => {
    const nested = `${'<% if guiservers -%>\n'.repeat(51)}${section}${'<% end -%>\n'.repeat(51)}\n# end\n`;
    const found = withMore({ template: nested }).kept;
    expect(found).toEqual([
      'l.cf.erb:57: <% if guiservers -%>',
      ...kept.map((line, index) => `l.cf.erb:${58 + index}: ${line}`),
      'l.cf.erb:60: <% end -%>',
    ]);
  });
});
