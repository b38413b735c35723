import { spawnSync } from 'node:child_process';
import { startCommand, type Going } from './programs.ts';

/** A network namespace of a test, with loopback up. It goes when `endAll` ends its keeper. */
export interface Namespace {
  readonly keeper: Going;
  /** What runs a program in it. */
  readonly enter: readonly string[];
}

const isRoot = process.getuid?.() === 0;
const apart = isRoot ? ['--net'] : ['--user', '--map-root-user', '--net'];

/** Why no namespace can be made here; undefined where one can. */
export function obstacle(): string | undefined {
  const { status } = spawnSync('unshare', [...apart, 'ip', 'link', 'set', 'lo', 'up']);
  return status === 0 ? undefined : 'making a network namespace needs root, or user namespaces, and iproute2';
}

export async function openNamespace(): Promise<Namespace> {
  const script = 'ip link set lo up && echo {} && exec sleep 120';
  const keeper = startCommand(['unshare', ...apart, 'sh', '-c', script]);
  await keeper.lines(1);
  const target = ['nsenter', `--target=${keeper.pid}`, '--net'];
  return { keeper, enter: isRoot ? target : [...target, '--user', '--preserve-credentials'] };
}
