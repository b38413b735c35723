import { describe, expect, it } from 'vitest';
import { checkMetadata, moduleNameOf } from '../../../src/validate/metadata.ts';

const good = {
  name: 'example-lvs',
  version: '0.1.0',
  author: 'example',
  summary: 'Linux Virtual Server',
  license: 'Apache-2.0',
  source: 'https://git.example/lvs',
  dependencies: [{ name: 'puppetlabs/stdlib', version_requirement: '>= 8.0.0 < 10.0.0' }],
  requirements: [{ name: 'puppet', version_requirement: '>= 7.0.0 < 9.0.0' }],
};

const check = (text: string) => checkMetadata({ path: 'metadata.json', text });
const messages = (value: unknown) => check(JSON.stringify(value)).map((item) => item.message);

describe('metadata.json', () => {
  it('accepts what Puppet accepts', () => {
    expect(messages(good)).toEqual([]);
    expect(
      messages({ ...good, version: '1.0.0-rc.1+build.5', name: 'example/lvs', dependencies: [] }),
    ).toEqual([]);
    expect(messages({ ...good, summary: 'ä'.repeat(144), 'pdk-version': '3.0.0' })).toEqual([]);
  });

  it.each(Object.keys(good).filter((key) => key !== 'requirements'))('misses %s', (key) => {
    const { [key as keyof typeof good]: _, ...rest } = good;
    expect(messages(rest)).toEqual([`the key "${key}" is missing`]);
  });

  it.each([
    [{ name: 'lvs' }, /not the name of a module/],
    [{ name: 'example-LVS' }, /not the name of a module/],
    [{ name: 'example-a-b' }, /not the name of a module/],
    [{ name: 7 }, /must be a text/],
    [{ version: '1.0' }, /not a semantic version/],
    [{ version: '01.0.0' }, /not a semantic version/],
    [{ summary: 'x'.repeat(145) }, /145 characters/],
    [{ author: '' }, /must be a text/],
    [{ dependencies: {} }, /must be a list/],
    [{ dependencies: ['stdlib'] }, /needs a "name"/],
    [{ dependencies: [{ name: 'stdlib' }] }, /not the name of a module/],
    [{ dependencies: [{ name: 'a/b' }, { name: 'a-b' }] }, /listed twice/],
  ])('refuses %j', (change, message) => {
    expect(messages({ ...good, ...change })).toEqual([expect.stringMatching(message)]);
  });

  it('says where the text stops to be JSON', () => {
    expect(check('{\n  "name": "a-b",\n}\n')[0]).toMatchObject({
      message: 'not JSON: a key in double quotes is expected here',
      at: { line: 3, column: 1 },
    });
    expect(check('')[0]).toMatchObject({ message: /ends too early/, at: { line: 1, column: 1 } });
    expect(check('{"a": "b')[0]?.at).toMatchObject({ line: 1, column: 7 });
  });

  it.each([
    '[]',
    'null',
    '"text"',
    '{} {}',
    "{'a': 1}",
    '{"a": 01}',
    '{"a": NaN}',
    '{"a": "\t"}',
    '\ufeff{}',
    '{"\ufffd": 1}',
  ])('refuses %s', (text) => {
    expect(check(text)).not.toEqual([]);
  });

  it('survives hostile nesting', () => {
    expect(check('['.repeat(100_000))[0]?.message).toMatch(/levels/);
  });

  it('notices a key that stands twice, with its place', () => {
    const text = JSON.stringify(good).replace(/\}$/, ',\n"version":"2.0.0"}');
    expect(check(text)).toMatchObject([
      { message: /stands twice/, at: { line: 2, column: 1, endColumn: 10 } },
    ]);
  });

  it('knows the name of the module', () => {
    expect(moduleNameOf(JSON.stringify(good))).toBe('lvs');
    expect(moduleNameOf('{"name":"../../x-y/z"}')).toBeUndefined();
    expect(moduleNameOf('{')).toBeUndefined();
    expect(moduleNameOf('[]')).toBeUndefined();
  });
});
