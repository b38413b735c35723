import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runOrThrow } from '../setup/command.ts';

const repository = join(import.meta.dirname, '../..');

/** The package as it would be published, and what it says of itself. */
export interface PackedPackage {
  readonly tarball: string;
  readonly manifest: { readonly name: string; readonly version: string };
}

/** Packs the package, which is built already, into a folder of the test's. */
export async function packPackage(folder: string): Promise<PackedPackage> {
  const target = mkdtempSync(join(folder, 'pack-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', target];
  await runOrThrow('npm', pack, { cwd: repository, timeoutSeconds: 120 });
  const [name = ''] = readdirSync(target);
  const manifest = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  ) as PackedPackage['manifest'];
  return { tarball: join(target, name), manifest };
}

/** Installs the package into a folder, as a person would, and gives its place there. */
export async function installPackage({ tarball }: PackedPackage, folder: string): Promise<string> {
  const install = ['install', '--no-save', '--ignore-scripts', '--offline', '--prefix', folder, tarball];
  await runOrThrow('npm', install, { cwd: folder, timeoutSeconds: 120 });
  return join(folder, 'node_modules/lvs-puppet');
}

/** A registry on the loopback with this one package. */
export async function startRegistry({
  tarball,
  manifest,
}: PackedPackage): Promise<{ url: string; asked: string[]; close: () => Promise<void> }> {
  const bytes = readFileSync(tarball);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path.endsWith('.tgz')) return response.end(bytes);
    if (path !== `/${manifest.name}`) return response.writeHead(404).end('{}');
    const dist = { integrity, tarball: `${url}/${manifest.name}-${manifest.version}.tgz` };
    const versions = { [manifest.version]: { ...manifest, devDependencies: {}, dist } };
    return response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ name: manifest.name, 'dist-tags': { latest: manifest.version }, versions }));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((done) => {
      server.close(() => done());
    });
  };
  return { url, asked, close };
}
