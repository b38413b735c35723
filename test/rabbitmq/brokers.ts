import type { Lab, Running } from '../../src/rehearse/lab.ts';
import type { LabHost } from '../../src/rehearse/model.ts';

/** Whom the brokers let in from other hosts: their own `guest` may come from the same host only. */
export const account = { user: 'rehearsal', password: 'messages pass' };

/**
 * One thread for Erlang: in the lab's kernel, which has one processor, every switch between threads is slow. Long host names,
 * as the hosts of the lab know each other by these.
 */
const settings = `USE_LONGNAME=true
SERVER_ADDITIONAL_ERL_ARGS="+S 1:1"
`;
/** Written as Erlang reads it: the other format, rabbitmq.conf, takes many seconds in the lab. */
const configuration = `[{rabbit, [{default_user, <<"${account.user}">>}, {default_pass, <<"${account.password}">>}]}].
`;

/** Of the unit of Debian's package, which waits for a word to systemd that the lab does not hear. */
const command = [
  'setpriv',
  '--reuid=rabbitmq',
  '--regid=rabbitmq',
  '--init-groups',
  'env',
  'HOME=/var/lib/rabbitmq',
  '--chdir=/var/lib/rabbitmq',
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
];

/** Seconds until a broker must be there; two at once, on a machine that is busy with other tests. */
const START_SECONDS = 600;

/** Starts Debian's RabbitMQ on a host of the lab. It is there when it says so: see {@link isReady}. */
export async function startBroker(lab: Lab, host: LabHost): Promise<Running> {
  for (const [path, input] of [
    ['/etc/rabbitmq/rabbitmq-env.conf', settings],
    ['/etc/rabbitmq/advanced.config', configuration],
  ] as const) {
    const { exitCode, stderr } = await lab.run(host, ['tee', path], { input });
    if (exitCode !== 0) throw new Error(`${host.hostname} has no ${path}: ${stderr}`);
  }
  return lab.start(host, command);
}

/** Waits until a broker says that it has started. */
export async function isReady(broker: Running): Promise<void> {
  await broker.heard(/Starting broker\.\.\. completed/, START_SECONDS).catch((error: Error) => {
    throw new Error(`${error.message}\n${lastWords(broker)}`, { cause: error });
  });
}

/** The end of what a broker said, for whoever has to find out why a test failed. */
export function lastWords(broker: Running): string {
  return broker.output().split('\n').slice(-15).join('\n');
}

/** How a broker calls itself to its clients. */
export function nameOfBroker(hostname: string): string {
  return `rabbit@${hostname.replace(/\..*$/, '')}`;
}
