import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LabLost } from '../../../src/lab/agent.ts';
import { thisMachine } from '../../../src/lab/machine.ts';
import { endOf } from '../../../src/lab/program.ts';

const LATE = 'it goes on';

/** Whether something ends in time. */
async function inTime(end: Promise<void>): Promise<string> {
  return Promise.race([end.then(() => 'it has ended'), sleep(5000).then(() => LATE)]);
}

test('what a program leaves behind does not keep it from ending', async () => {
  const machine = thisMachine(tmpdir(), process.env);
  const program = machine.start(['sh', '-c', 'sleep 60 & echo $!']);
  const said: string[] = [];
  program.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')));
  expect(await inTime(endOf(program))).toBe('it has ended');
  expect(said.join('')).toMatch(/^\d+\n$/);
  await expect.poll(() => runs(Number(said.join('')))).toBe(false);
});

test('the end of a machine ends all of its programs, and those that they started', async () => {
  const machine = thisMachine(tmpdir(), process.env);
  const ends = [machine.start(['sleep', '60']), machine.start(['sh', '-c', 'sleep 60 & sleep 60'])].map(
    endOf,
  );
  expect(await inTime(machine.end())).toBe('it has ended');
  expect(await inTime(Promise.all(ends).then(() => undefined))).toBe('it has ended');
});

test('a machine that was ended starts nothing more, whoever did not hear of it', async () => {
  const machine = thisMachine(tmpdir(), process.env);
  await machine.end();
  expect(() => machine.start(['true'])).toThrow(LabLost);
});

test('a program that is not there ends', async () => {
  const machine = thisMachine(tmpdir(), process.env);
  expect(await inTime(endOf(machine.start(['lvs-puppet-no-such-program'])))).toBe('it has ended');
});

/** Process 1 may take its time to collect what has ended. */
function runs(id: number): boolean {
  try {
    return !readFileSync(`/proc/${id}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
