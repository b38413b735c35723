// Lets Node 20 run the TypeScript of the test runner; see runner/main.ts for what it does.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./runner/main.ts');
process.exitCode = await main(process.argv.slice(2));
