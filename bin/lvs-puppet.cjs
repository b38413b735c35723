#!/usr/bin/env node
'use strict';

// Node 22 and later keep compiled code between runs; Node 20 has no such switch.
require('node:module').enableCompileCache?.();
require('../dist/cli/cli.cjs').run();
