// Preloaded into the command by kill.test.ts: counts the file system operations that change something, and kills the
// process before the one with the number in KILL_AT, or in the middle of it where it writes. Without a number it prints
// how many there are.
'use strict';

const fs = require('node:fs');
const { appendFileSync, writeSync } = fs;

const target = Number(process.env.KILL_AT ?? '0');
const inTheMiddle = process.env.KILL_HALF === '1';
let count = 0;

const changing = [
  'chmodSync',
  'linkSync',
  'mkdirSync',
  'mkdtempSync',
  'renameSync',
  'rmdirSync',
  'rmSync',
  'unlinkSync',
  'writeFileSync',
];
for (const name of changing) {
  const original = fs[name];
  fs[name] = (...args) => {
    // The kept compiled code is none of a module's business.
    if (typeof args[0] === 'string' && args[0].includes('.compiled')) return original(...args);
    count += 1;
    if (count === target) {
      if (inTheMiddle && name === 'writeFileSync' && typeof args[0] === 'number')
        writeSync(args[0], Buffer.from(args[1]).subarray(0, 3));
      process.kill(process.pid, 'SIGKILL');
      // The signal is on its way; nothing more may happen.
      for (;;);
    }
    return original(...args);
  };
}
process.on('exit', () => {
  if (process.env.KILL_COUNT !== undefined) appendFileSync(process.env.KILL_COUNT, `${count}\n`);
});
