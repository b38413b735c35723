import { describe, expect, it } from 'vitest';
import { groupManifests } from '../../../src/validate/puppet-check.ts';
import { moduleRootOf } from '../../../src/validate/read-source.ts';

const file = (absolute: string, moduleRoot: string) => ({
  path: absolute.slice(1),
  absolute,
  kind: 'manifest' as const,
  bytes: new Uint8Array(),
  text: '',
  moduleRoot,
});

const exists = (path: string): boolean => path === '/w/a/metadata.json';

describe('the module of a file', () => {
  it.each([
    ['/w/a/manifests/x/y.pp', '/w/a'],
    ['/w/a/examples/x.pp', '/w/a'],
    ['/w/b/manifests/x/y.pp', '/w/b'],
    ['/w/loose/x.pp', '/w/loose'],
  ])('%s belongs to %s', (path, root) => {
    expect(moduleRootOf(path, exists)).toBe(root);
  });
});

describe('groups', () => {
  it('never hold two modules, nor plans beside manifests', () => {
    const groups = groupManifests(
      [
        file('/w/a/manifests/init.pp', '/w/a'),
        file('/w/b/manifests/init.pp', '/w/b'),
        file('/w/a/plans/p.pp', '/w/a'),
        file('/w/a/manifests/x.pp', '/w/a'),
      ],
      new Map(),
    );
    expect(groups.map(({ plans, copies }) => [plans, copies.map((copy) => copy.source.absolute)])).toEqual([
      [false, ['/w/a/manifests/init.pp', '/w/a/manifests/x.pp']],
      [false, ['/w/b/manifests/init.pp']],
      [true, ['/w/a/plans/p.pp']],
    ]);
    expect(new Set(groups.map((group) => group.folder)).size).toBe(3);
  });

  it('have names of our own, and the place in a module only where Puppet would look', () => {
    const names = new Map([['/w/a', 'lvs']]);
    const paths = [
      'manifests/a/b.pp',
      'manifests/-x.pp',
      'manifests/$(x)/y.pp',
      'examples/x.pp',
      'manifests/a b.pp',
    ];
    const [group] = groupManifests(
      paths.map((path) => file(`/w/a/${path}`, '/w/a')),
      names,
    );
    expect(group?.copies.map((copy) => copy.staged)).toEqual([
      'group0/modules/lvs/manifests/a/b.pp',
      'group0/other/1.pp',
      'group0/other/2.pp',
      'group0/other/3.pp',
      'group0/other/4.pp',
    ]);
  });

  it('are split before a command line becomes too long', () => {
    const files = Array.from({ length: 450 }, (_, index) => file(`/w/a/manifests/x${index}.pp`, '/w/a'));
    expect(groupManifests(files, new Map()).map((group) => group.copies.length)).toEqual([200, 200, 50]);
  });
});
