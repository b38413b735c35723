import { styleText } from 'node:util';
import { plain, type Palette } from '../diagnostics/format-text.ts';
import type { Output } from './io.ts';

const coloured: Palette = {
  error: (text) => styleText(['red', 'bold'], text, { validateStream: false }),
  warning: (text) => styleText(['yellow', 'bold'], text, { validateStream: false }),
  note: (text) => styleText('cyan', text, { validateStream: false }),
  dim: (text) => styleText('dim', text, { validateStream: false }),
};

/** Colours for a stream: only on a terminal, and only where the person wants them. */
export function paletteFor(output: Output, color: boolean): Palette {
  return color && output.isTerminal ? coloured : plain;
}
