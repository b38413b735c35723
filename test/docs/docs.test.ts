import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer } from '../goldens/goldens.ts';
import { puppetVersions } from '../setup/images.ts';
import { buildPage, sourceFolder, sourceInContainer, type Page } from './sphinx-build.ts';

const stack = findGolden('oe-stack');
const stage = stageGoldens([stack]);

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)(
  'documentation that quotes the module (Sphinx beside Puppet %s)',
  (version) => {
    let container: Container;
    let page: Page;

    beforeAll(async () => {
      const mounts = { [stageInContainer]: stage.folder, [sourceInContainer]: sourceFolder };
      container = await startContainer(version, { mounts });
      page = await buildPage(container, stage, stack);
    });
    afterAll(() => container?.remove());

    test('builds without a warning', () => {
      expect(page).toMatchObject({ exitCode: 0, complaints: '' });
    });

    test('shows the list of every role, and nothing of what follows them', () => {
      const quoted = between(page.text, '#lvs/manifests/config.pp', 'How rabbitmq is configured');
      for (const role of ['rabbitmq', 'gui', 'websocket', 'ssl_offloader', 'couchbase']) {
        expect(quoted).toMatch(new RegExp(`Array\\[Lvs::Server\\]\\s+\\$${role}servers\\s+= \\[`));
      }
      expect(quoted).toContain('172.31.8.62');
      expect(quoted).not.toContain('lvs::virtual_ip {');
    });

    test('shows the whole section of rabbitmq, and only that', () => {
      const quoted = between(page.text, '#lvs/templates/etc/ldirectord.cf.erb', 'The end.');
      expect(quoted).toContain('<% if not rabbitmqservers.empty? %>');
      const opened = quoted.match(/<%-? *(if|unless|for|while)\b|\bdo\b/g) ?? [];
      expect(quoted.match(/<%-? *end\b/g)).toHaveLength(opened.length);
      expect(quoted).not.toContain('if not guiservers');
    });

    test('is not built from a golden that lost its markers', async () => {
      const marker = 'bind the virtual ips needed by lvs to a network interface.';
      const edit = { file: 'manifests/config.pp', find: marker, replace: 'the virtual ips' };
      const broken = stage.breakGolden(stack, `no-marker-${version}`, edit);
      const { exitCode, complaints } = await buildPage(container, stage, broken);
      expect(exitCode).not.toBe(0);
      expect(complaints).toContain(marker);
    });

    test('lacks the section of a golden whose template starts it too early', async () => {
      const edit = {
        file: 'templates/etc/ldirectord.cf.erb',
        find: /^[^]*?(?=<% if not rabbitmq)/,
        replace: '',
      };
      const broken = stage.breakGolden(stack, `too-early-${version}`, edit);
      const { text } = await buildPage(container, stage, broken);
      expect(between(text, '#lvs/templates/etc/ldirectord.cf.erb', 'The end.')).not.toContain(
        'if not rabbitmqservers',
      );
    });
  },
);

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  return from < 0 ? '' : text.slice(from, text.indexOf(end, from));
}
