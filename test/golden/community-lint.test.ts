import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGoldens, findKickers, rewriting } from '../goldens/goldens.ts';
import { listFiles } from '../goldens/list-files.ts';
import { layoutChecks } from './community-lint/layout-checks.ts';
import { parameterChecks } from './community-lint/parameter-checks.ts';
import { styleChecks } from './community-lint/style-checks.ts';
import { tokensOf } from './community-lint/tokens.ts';

/**
 * The checks that the plugins of Vox Pupuli and of the PDK add to puppet-lint, under their names. No distribution
 * packages those plugins, so what they ask of code like ours is decided here; puppet-lint itself runs in module-quality.
 */
const checks = { ...layoutChecks, ...parameterChecks, ...styleChecks };

function complaintsAbout(source: string): string[] {
  const tokens = tokensOf(source);
  return Object.entries(checks).flatMap(([name, check]) =>
    check(tokens, source).map((line) => `${line}: ${name}`),
  );
}

/** Each different text once, with the first file that has it: most files are the same in all goldens. */
function emittedCode(): [string, string][] {
  const sources = new Map<string, string>();
  for (const { name, module } of rewriting ? [] : [...findGoldens(), ...findKickers()]) {
    for (const file of listFiles(module).filter((path) => path.endsWith('.pp'))) {
      const source = readFileSync(join(module, file), 'utf8');
      if (!sources.has(source)) sources.set(source, `${name}: ${file}`);
    }
  }
  return [...sources].map(([source, place]) => [place, source]);
}

/** Code that each check has to find fault with, and in which lines. */
const faults: Readonly<Record<keyof typeof checks, readonly [source: string, ...lines: number[]]>> = {
  manifest_whitespace_arrows_single_space_after: ["$a = { 'b' =>  1, 'c' =>2 }\n", 1, 1],
  manifest_whitespace_class_name_single_space_before: ['class  a {\n}\n', 1],
  manifest_whitespace_class_name_single_space_after: ['define a::b{\n}\n', 1],
  manifest_whitespace_inherits_name_single_space_before: ['class a inherits  b {\n}\n', 1],
  manifest_whitespace_opening_brace_before: ['class a () {\n  if $b{\n  }\n}\n', 2],
  manifest_whitespace_opening_brace_after: ["$a = {'b' => 1 }\n$c = {}\n", 1],
  manifest_whitespace_closing_brace_before: ["$a = { 'b' => 1}\n", 1],
  manifest_whitespace_closing_brace_after: ["if $a {\n  notice('b')\n}else {\n}\n", 3],
  manifest_whitespace_opening_bracket_before: ['type A = Array [String]\n', 1],
  manifest_whitespace_opening_bracket_after: ["$a = [ 'b']\n", 1],
  manifest_whitespace_closing_bracket_before: ["$a = ['b' ]\n$c = [\n  'd',\n]\n", 1],
  manifest_whitespace_closing_bracket_after: ["$a = ['b']+ ['c']\n", 1],
  manifest_whitespace_two_empty_lines: ['$a = 1\n\n\n$b = 2\n', 1],
  manifest_whitespace_newline_beginning_of_file: ['\n$a = 1\n', 1],
  manifest_whitespace_missing_newline_end_of_file: ['$a = 1\n$b = 2', 2],
  manifest_whitespace_double_newline_end_of_file: ['$a = 1\n\n', 1],
  strict_indent: [
    "file {\n  'a':\n    owner => 'b',\n      ;\n  'c':\n  mode =>\n      '0644',\n    ;\n}\ntype A = Struct[{\n    b => C,\n}]\n",
    4,
    6,
    8,
    11,
  ],
  trailing_comma: [
    "class a (\n  String $b\n) {\n  $c = [\n    'd',\n    'e'\n  ]\n  file { 'f':\n    mode => '0644'\n  }\n  $g = {\n    'h' => 1\n  }\n}\n",
    2,
    6,
    9,
    12,
  ],
  parameter_documentation: [
    '# @param b\n#   The b.\n# @param gone\nclass a (\n  String $b,\n  String $c,\n) {\n}\n',
    6,
    1,
  ],
  parameter_types: ['class a (\n  $b,\n  String $c,\n  $d = [1, 2],\n) {\n}\n', 2, 4],
  optional_default: ['class a (\n  Optional[String] $b = undef,\n  Optional[String] $c = "d",\n) {\n}\n', 3],
  params_empty_string_assignment: ["class a (\n  String $b = '',\n  String $c = ' ',\n) {\n}\n", 2],
  lookup_in_parameter: [
    "class a (\n  String $b = lookup('c'),\n  Sensitive[String] $d = Sensitive(lookup('e')),\n) {\n}\n",
    2,
  ],
  relative_classname_inclusion: ["include ::a\ncontain a::b\nrequire '::c'\n", 1, 3],
  relative_classname_reference: ["Class['::a'] -> Class['b']\n$c =~ ::D\n", 1, 2],
  anchor_resource: ["anchor { 'a':\n}\n", 1],
  file_ensure: ["file { 'a':\n  ensure => present,\n}\n", 1],
  package_ensure: ["package { ['a', 'b']:\n  ensure => 'latest',\n}\n", 1],
  exec_idempotency: ["exec { 'a':\n  command => ['/bin/a', 'unless'],\n}\n", 1],
  leading_zero: ['$a = 0644\n$b = 0\n$c = 0.5\n', 1],
  topscope_variable: ['$a = $::b\n$c = "${::d}"\n$e = \'${::f}\'\n', 1, 2],
  variable_contains_upcase: ['$aB = $c\n', 1],
  unquoted_string_in_case: ["case $a {\n  b: { notice('c') }\n  'd': { }\n  default: { }\n}\n", 2],
  unquoted_string_in_selector: ["$a = $b ? {\n  c => 1,\n  'd' => e,\n  default => f,\n}\n", 2],
  version_comparison: ['if $os_release >= 8 {\n}\nif $version == 8 {\n}\nif $count > 8 {\n}\n', 1, 3],
  resource_reference_without_whitespace: ["File ['a'] -> File['b']\n", 1],
  resource_reference_with_unquoted_title: ["File[a] -> File['b']\n", 1],
  resource_reference_without_title_capital: [
    "exec { 'a':\n  creates => 'b',\n  require => File[C],\n  before  => File['D'],\n}\n",
    1,
  ],
  resource_reference_chain_without_whitespace: ["File['a']->File['b']\n~> File['c']\n", 1],
};

describe('the checks of the community', () => {
  it.each(emittedCode())('find nothing in %s', (_place, source) => {
    expect(complaintsAbout(source)).toEqual([]);
  });

  it.each(Object.entries(checks))('%s finds what it is for', (name, check) => {
    const [source = '', ...lines] = faults[name] ?? [];
    expect(lines).not.toEqual([]);
    expect(check(tokensOf(source), source)).toEqual(lines);
  });

  it('read strings, regular expressions and comments as such', () => {
    const source = `# $::A = 0644 "\n$a = "b\\"\${c['d']} { \${e.map |$f| { "[\${f}" }}" # '\n$g = $a =~ /[/'"]\\/{/ ? { 'h' => 1, default => 2 / 1 }\n`;
    const kinds = tokensOf(source).map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds).toContain(`string "b\\"\${c['d']} { \${e.map |$f| { "[\${f}" }}"`);
    expect(kinds).toContain('regexp /[/');
  });
});
