// How long a quick rehearsal takes, of one director and two roles with two servers each: against `puppet parser validate` of the
// module that it rehearses and an empty Node, the median of runs before and after. Prints the seconds, also of each step; judges
// nothing. Needs what `rehearse` needs, and util-linux, whose `script` gives it a terminal: steps are shown on one only.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, timed } from './paired.mjs';

const bin = join(import.meta.dirname, '../bin/lvs-puppet.cjs');
const rounds = Number(process.argv[2] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

writeFileSync(
  join(folder, 'lvs.yaml'),
  `version: 1
directors: { interface: eth0, hosts: { lvs1.oe.example: 172.31.8.2 } }
ldirectord: { checktimeout: 3, checkinterval: 15 }
virtual_ips: { messaging: 172.31.8.100, web: 172.31.8.101 }
roles:
  rabbitmq:
    servers: { rabbitmq1.oe.example: 172.31.8.11, rabbitmq2.oe.example: 172.31.8.12 }
    services:
      amqp: { virtual_ip: messaging, port: 5672, checktype: connect }
  gui:
    servers: { gui1.oe.example: 172.31.8.21, gui2.oe.example: 172.31.8.22 }
    services:
      http: { virtual_ip: web, port: 80, checktype: negotiate, service: http, request: /health, receive: OK }
`,
);
timed(process.execPath, [bin, 'scaffold'], { cwd: folder });
const manifests = readdirSync(join(folder, 'modules/lvs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.pp'))
  .map((file) => join(folder, 'modules/lvs', file));
const validate = () => timed('puppet', ['parser', 'validate', ...manifests]);
const empty = () => timed(process.execPath, ['-e', '0']);

/** Rehearses on a terminal: the seconds of the whole, and of each step by what the terminal shows while it runs. */
function rehearse() {
  return new Promise((resolve, reject) => {
    const words = [process.execPath, bin, 'rehearse', '--quick'].map((word) => `'${word}'`).join(' ');
    const args = ['--quiet', '--flush', '--return', '--command', words, '/dev/null'];
    const child = spawn('script', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('error', reject);
    const steps = [];
    const start = performance.now();
    const begin = (name) => steps.push({ name, at: (performance.now() - start) / 1000 });
    let output = '';
    begin('reading');
    child.stdout.on('data', (chunk) => {
      output += chunk.toString('utf8');
      for (const [, name] of chunk.toString('utf8').matchAll(/… ([^\r\n]+)/g)) begin(name);
    });
    child.once('close', (status) => {
      begin('end');
      if (status !== 0) return reject(new Error(`rehearse ended with ${status}: ${output}`));
      const ends = steps.slice(1).map(({ at }) => at);
      resolve({
        seconds: ends.at(-1),
        steps: steps.slice(0, -1).map(({ name, at }, index) => ({ name, seconds: ends[index] - at })),
      });
    });
  });
}

const runs = [];
for (let round = 0; round < rounds; round += 1) {
  const before = { validate: validate(), empty: empty() };
  const run = await rehearse();
  const after = { validate: validate(), empty: empty() };
  const times = (name) => (run.seconds * 1000) / median([before[name], after[name]]);
  runs.push({ ...run, validate: times('validate'), empty: times('empty') });
}
const of = (name) => median(runs.map((run) => run[name]));
console.log(
  `rehearse --quick, a director and two roles of two servers: ${of('seconds').toFixed(0)} s, ` +
    `${of('validate').toFixed(0)} x puppet parser validate, ${of('empty').toFixed(0)} x node -e 0 (median of ${rounds})`,
);
const [fastest] = runs.toSorted((one, other) => one.seconds - other.seconds);
for (const { name, seconds } of fastest.steps) console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
