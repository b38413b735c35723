import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checktypes } from '../../../src/inventory/decode-directives.ts';
import {
  checkServices,
  globalDirectives,
  serviceDirectives,
  type Directive,
  type DirectiveKind,
} from '../../../src/inventory/directives.ts';
import {
  absolutePath,
  commandLine,
  logTarget,
  mailAddress,
  mailAddressList,
  plainWord,
} from '../../../src/inventory/names.ts';

const skeleton = join(import.meta.dirname, '../../../module-skeleton');
const read = (path: string): string => readFileSync(join(skeleton, `${path}.hbs`), 'utf8');

/** First groups of all matches. */
function all(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

function kindOf({ status }: Directive): DirectiveKind | undefined {
  return 'emitted' in status ? status.emitted : undefined;
}

const emittedNames = (table: readonly Directive[]): string[] =>
  table.filter((directive) => kindOf(directive) !== undefined).map(({ name }) => name);
const secretNames = serviceDirectives.filter((row) => kindOf(row)?.kind === 'secret').map(({ name }) => name);

/** The one regular expression of a type, as JavaScript has it: Puppet writes the ends and named groups otherwise. */
function patternOf(type: string): RegExp {
  const [source = ''] = all(/\/(\\A.*\\z)\//g, read(`types/${type}.pp`));
  const [, name = '', body = ''] = /\(\?<(\w+)>(.*)\)\(,\\g<\1>\)\*/.exec(source) ?? [];
  const plain = name === '' ? source : source.replaceAll(`\\g<${name}>`, `(?:${body})`);
  return new RegExp(
    plain.replaceAll('\\A', '^').replaceAll('\\z', '$').replaceAll('[[:cntrl:]]', '\\p{Cc}'),
    'u',
  );
}

describe('the directives of the emitted module are those of the inventory', () => {
  it('global ones: parameters, their documentation and what is printed, in the order of the table', () => {
    const names = emittedNames(globalDirectives);
    const init = read('manifests/init.pp');
    expect(all(/\$(\w+) = \{\{puppet globals\.\1 /g, init)).toEqual(names);
    expect(all(/# @param (\w+)\n/g, init).slice(0, names.length)).toEqual(names);
    expect(all(/^ {4}'(\w+)' +=> \$\{\{ident module\}\}::\1,$/gm, read('manifests/config.pp'))).toEqual(
      names,
    );
  });

  it('those of a service: the type, without secrets, and what is printed', () => {
    const names = emittedNames(serviceDirectives);
    const [list = ''] = all(/\$names = \[\n([^\]]*)\]/g, read('functions/sections.pp'));
    expect(all(/'(\w+)',/g, list)).toEqual(['protocol', ...names]);
    const keys = all(/^ {2}(?:Optional\[)?(\w+)\]? +=>/gm, read('types/service.pp'));
    expect(keys.slice(keys.indexOf('protocol') + 1)).toEqual(
      names.filter((name) => !secretNames.includes(name)),
    );
  });

  it('those in quotes', () => {
    const quoted = [...globalDirectives, ...serviceDirectives].filter((row) => {
      const kind = kindOf(row);
      return kind !== undefined && (kind.kind === 'quoted' || 'quotes' in kind);
    });
    const [names = ''] = all(/\\A\(([a-z|]+)\)\\z/g, read('functions/directives.pp'));
    expect(names.split('|')).toEqual(quoted.map(({ name }) => name).toSorted());
  });
});

describe('the types of the emitted module take the words of the inventory', () => {
  const wordsOf = (type: string): string[] => all(/'([^']+)'/g, read(`types/${type}.pp`));

  it.each([
    ['checktype', checktypes],
    ['check_service', checkServices],
  ])('%s', (type, words) => {
    expect(wordsOf(type)).toEqual([...words]);
  });

  it.each([
    ['sched_flags', 'schedflags'],
    ['mail_status', 'emailalertstatus'],
  ])('%s', (type, name) => {
    const kind = serviceDirectives.map((row) => (row.name === name ? kindOf(row) : undefined)).find(Boolean);
    const { words, alone } = kind?.kind === 'words' ? kind : { words: [], alone: undefined };
    const [, listed = ''] = /\?<word>([a-z|-]+)\)/.exec(read(`types/${type}.pp`)) ?? [];
    expect(listed.split('|')).toEqual(words.filter((word) => word !== alone));
  });
});

describe('the patterns of the emitted module and of the inventory agree', () => {
  const texts = [
    '',
    '/',
    '/bin/true',
    '/bin/true ',
    '/bin/true --page 1',
    '/bin/true  x',
    '/bin/../x',
    '/bin/./x',
    '/a b/c',
    '/etc/..x',
    '/etc/x..',
    'bin',
    'local0',
    'root',
    'ops@oe.example,root',
    'ops@oe.example, root',
    'ops@oe.example,',
    '-a@b',
    'a@-b',
    'a@b.c-d',
    'a.b+c_d@x',
    '.-',
    'a.b',
    '_',
    '-',
    'a"b',
    '/bin/$x',
    '/bin/x;y',
    '/a:b=c@d%e+f,g-h',
  ];

  it.each([
    ['path', absolutePath],
    ['command', commandLine],
    ['mail_address', mailAddress],
    ['mail_addresses', mailAddressList],
    ['word', plainWord],
  ])('%s', (type, { pattern }) => {
    const own = patternOf(type);
    for (const text of texts) expect({ text, ok: own.test(text) }).toEqual({ text, ok: pattern.test(text) });
  });

  it('log_target', () => {
    const type = read('types/log_target.pp');
    const words = new Set(all(/'([a-z]+)'/g, type));
    const local = patternOf('log_target');
    const path = patternOf('path');
    for (const text of [...texts, 'daemon', 'uucp', 'local7', 'local8', 'locale']) {
      const ok = words.has(text) || local.test(text) || path.test(text);
      expect({ text, ok }).toEqual({ text, ok: logTarget.pattern.test(text) });
    }
  });
});
