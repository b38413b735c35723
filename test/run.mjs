// Node 20 does not read TypeScript; Vite, which the tests need anyway, does. See runner/main.ts for what it runs.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { module } = await runnerImport(join(import.meta.dirname, 'runner/main.ts'));
process.exitCode = await module.main(process.argv.slice(2));
