// Starts a lab with one host, and a program on it, and says so: usage: start-lab.mjs ROOT PROGRAM [ARGUMENT…]
import { join } from 'node:path';
import { runnerImport } from 'vite';

const [root, ...program] = process.argv.slice(2);
const { module } = await runnerImport(join(import.meta.dirname, 'server-lab.ts'));
const lab = await module.startServerLab(root, { alone: '10.99.0.1' });
lab.hosts.get('alone').start(program);
process.stdout.write(`${lab.stage}\n`);
