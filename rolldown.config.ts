import { defineConfig } from 'rolldown';
import { moduleSkeleton } from './build/skeleton-plugin.ts';

export default defineConfig({
  input: { cli: 'src/cli/bin.ts', index: 'src/index.ts' },
  platform: 'node',
  plugins: [moduleSkeleton()],
  output: {
    dir: 'dist',
    format: 'esm',
    // Fewer bytes to parse at every start; names stay, so that a stack trace of a bug can be read.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
});
