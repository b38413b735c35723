import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { LabEngineContext } from '../../../src/lab/engine.ts';
import { selectLabEngine } from '../../../src/lab/select-engine.ts';
import { EnvironmentError } from '../../../src/validate/environment-error.ts';
import type { RunResult } from '../../../src/validate/runner.ts';

const failed: RunResult = { exitCode: 1, stdout: '', stderr: '', missing: false, cutShort: undefined };

/** A machine on which no daemon answers, and that lacks a package whatever else it has. */
const poor: LabEngineContext = {
  env: { PATH: '/nowhere' },
  signal: new AbortController().signal,
  run: async () => failed,
  stage: tmpdir(),
  packages: ['no-such-package'],
  schedulers: ['wrr'],
  marks: false,
  progress: () => undefined,
};

test('an engine that was asked for says what it lacks', async () => {
  await expect(selectLabEngine('docker', poor)).rejects.toThrow(
    new EnvironmentError(
      'rehearse cannot be run with --engine docker: no Docker daemon answers (apt install docker.io, and start it)',
    ),
  );
  await expect(selectLabEngine('uml', poor)).rejects.toThrow(
    /^rehearse cannot be run with --engine uml: apt install .*\bno-such-package$/,
  );
});

test('where there is none at all, one message has what each of them lacks', async () => {
  await expect(selectLabEngine('auto', poor)).rejects.toThrow(
    /^rehearse needs .*\n {2}--engine uml: apt install .*\bno-such-package\n {2}--engine netns: .*\n {2}--engine docker: /,
  );
});

test('a virtual machine needs QEMU and a kernel; one that is not installed can be named', async () => {
  await expect(selectLabEngine('qemu', poor)).rejects.toThrow(
    /^rehearse cannot be run with --engine qemu: apt install .*\bno-such-package$/,
  );
  const named = { ...poor, packages: [], env: { ...process.env, LVS_PUPPET_KERNEL: '/nowhere' } };
  await expect(selectLabEngine('qemu', named)).rejects.toThrow(
    /--engine qemu: (?:apt install (?!.*linux-image)|below \/nowhere, which LVS_PUPPET_KERNEL names, is no kernel)/,
  );
});

test('a virtual machine is tried for marks alone, and before what has none', async () => {
  await expect(selectLabEngine('auto', poor)).rejects.not.toThrow('--engine qemu');
  await expect(selectLabEngine('auto', { ...poor, marks: true })).rejects.toThrow(
    /--engine qemu: .*\n {2}--engine netns: .*\n {2}--engine uml: .*\n {2}--engine docker: /,
  );
});

test('nobody looks further after Ctrl-C', async () => {
  const asked: string[] = [];
  const interrupted: LabEngineContext = {
    ...poor,
    signal: AbortSignal.abort(new Error('Ctrl-C')),
    run: async (program) => {
      asked.push(program);
      return failed;
    },
  };
  await expect(selectLabEngine('auto', interrupted)).rejects.toThrow('Ctrl-C');
  expect(asked).not.toContain('docker');
});
