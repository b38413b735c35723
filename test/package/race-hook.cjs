// Preloaded into the command by process.test.ts: another run is always a moment quicker and makes every folder first.
'use strict';

const fs = require('node:fs');

const original = fs.mkdirSync;
fs.mkdirSync = (path, options) => {
  if (typeof path === 'string' && !path.includes('.compiled') && !fs.existsSync(path))
    original(path, options);
  return original(path, options);
};
