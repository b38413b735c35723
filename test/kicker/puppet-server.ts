import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../../src/rehearse/lab.ts';
import type { Host } from './server-lab.ts';

/** PostgreSQL, PuppetDB and Puppet Server on one host, each started and stopped by itself. */
export interface PuppetServer {
  /** Starts it and waits until it answers. */
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  startDatabase(): Promise<void>;
  stopDatabase(): Promise<void>;
  /** What PuppetDB answers to a query in PQL. */
  query(pql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The logs of all of them, for a person who looks for what went wrong. */
  logs(): Promise<string>;
}

const START_SECONDS = 300;

/** Less time until the JVM answers, for code that will not run long enough to be worth more. */
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

const DATABASE_PASSWORD = 'only-in-this-lab';

/**
 * Sets a Puppet Server up with its own certificate authority, which signs whatever asks, and with PuppetDB, and starts them.
 * It has one JRuby, as on a machine with two processors: whatever a report processor waits for would hang the server.
 */
export async function startPuppetServer(master: Host): Promise<PuppetServer> {
  const database = databaseOf(master);
  const server = serverOf(master);
  await Promise.all([
    startPostgres(master),
    configure(master).then(() => master.must(['puppetserver', 'ca', 'setup'], { timeoutSeconds: 120 })),
  ]);
  await master.must(['adduser', '--quiet', 'puppetdb', 'puppet']);
  await Promise.all([database.start(), server.start()]);
  return {
    startServer: server.start,
    stopServer: server.stop,
    startDatabase: database.start,
    stopDatabase: database.stop,
    async query(pql) {
      const url = 'http://localhost:8080/pdb/query/v4';
      const answer = await master.must(['curl', '-sfG', url, '--data-urlencode', `query=${pql}`]);
      return JSON.parse(answer) as Readonly<Record<string, unknown>>[];
    },
    async logs() {
      const files = ['/var/log/puppetserver/puppetserver.log', '/var/log/puppetdb/puppetdb.log'];
      return (await master.run(['tail', '-n', '20', ...files])).stdout;
    },
  };
}

/** What Debian's package makes only where PostgreSQL runs when it is installed. */
async function startPostgres(master: Host): Promise<void> {
  const [version = ''] = (await master.must(['ls', '/usr/lib/postgresql'])).trim().split('\n');
  await master.must([
    'sh',
    '-c',
    'echo "fsync = off" >> "$0"',
    `/etc/postgresql/${version}/main/postgresql.conf`,
  ]);
  await master.must(['install', '-d', '-o', 'postgres', '-g', 'postgres', '/run/postgresql']);
  await master.must(['pg_ctlcluster', '--skip-systemctl-redirect', version, 'main', 'start']);
  const sql = (name: string, text: string): Promise<string> =>
    master.must(['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', 'psql', '-q', name], {
      input: `${text};\n`,
    });
  await sql('postgres', `CREATE ROLE puppetdb LOGIN PASSWORD '${DATABASE_PASSWORD}'`);
  await sql('postgres', 'CREATE DATABASE puppetdb OWNER puppetdb');
  await sql('puppetdb', 'CREATE EXTENSION pg_trgm');
}

async function configure(master: Host): Promise<void> {
  const { certname } = master;
  await master.write(
    '/etc/puppet/puppet.conf',
    ini({
      main: { server: certname, certname },
      server: {
        autosign: 'true',
        reports: 'puppetdb, kick',
        storeconfigs: 'true',
        storeconfigs_backend: 'puppetdb',
      },
    }),
  );
  // As many sites have it: a run whose facts PuppetDB does not take goes on, so that nothing but the module ends it.
  await master.write(
    '/etc/puppet/puppetdb.conf',
    ini({ main: { server_urls: `https://${certname}:8081`, soft_write_failure: 'true' } }),
  );
  await master.write(
    '/etc/puppet/routes.yaml',
    'master:\n  facts:\n    terminus: puppetdb\n    cache: yaml\n',
  );
  const ssl = '/var/lib/puppet/ssl';
  await master.write(
    '/etc/puppetdb/conf.d/jetty.ini',
    ini({
      jetty: {
        port: '8080',
        'ssl-host': '0.0.0.0',
        'ssl-port': '8081',
        'ssl-key': `${ssl}/private_keys/${certname}.pem`,
        'ssl-cert': `${ssl}/certs/${certname}.pem`,
        'ssl-ca-cert': `${ssl}/certs/ca.pem`,
      },
    }),
  );
  await master.write(
    '/etc/puppetdb/conf.d/database.ini',
    ini({
      database: { subname: '//localhost/puppetdb', username: 'puppetdb', password: DATABASE_PASSWORD },
    }),
  );
}

function ini(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const lines = Object.entries(sections).flatMap(([name, settings]) => [
    `[${name}]`,
    ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

interface Daemon {
  start(): Promise<void>;
  stop(): Promise<void>;
}

function databaseOf(master: Host): Daemon {
  return daemonOf(master, 'puppetdb', 'puppetdb', [
    'java',
    ...JVM,
    '-Xmx384m',
    '-Djava.security.egd=/dev/urandom',
    '-cp',
    '/usr/share/puppetdb/puppetdb.jar',
    'clojure.main',
    '-m',
    'puppetlabs.puppetdb.core',
    'services',
    '--config',
    '/etc/puppetdb/conf.d',
    '--bootstrap-config',
    '/etc/puppetdb/bootstrap.cfg',
  ]);
}

function serverOf(master: Host): Daemon {
  return daemonOf(master, 'puppetserver', 'puppet', [
    'java',
    ...JVM,
    '-Xms512m',
    '-Xmx1g',
    '-Djruby.logger.class=com.puppetlabs.jruby_utils.jruby.Slf4jLogger',
    '-Djruby.lib=/usr/share/jruby/lib',
    '-jar',
    '/usr/share/puppetserver/puppetserver.jar',
    '--config',
    '/etc/puppet/puppetserver/conf.d',
    '--bootstrap-config',
    '/etc/puppet/puppetserver/services.d',
  ]);
}

/** As Debian's units start them: the file tells when one is ready, by its first byte. */
function daemonOf(master: Host, name: string, user: string, command: readonly string[]): Daemon {
  const restartFile = `/run/${name}/restart`;
  let running: Running | undefined;
  return {
    async start() {
      await master.must(['install', '-d', '-o', user, '-g', user, `/run/${name}`]);
      await master.write(restartFile, '0');
      await master.must(['chown', user, restartFile]);
      const program = master.start([
        'setpriv',
        `--reuid=${user}`,
        `--regid=${user}`,
        '--init-groups',
        'sh',
        '-c',
        'umask 027 && exec "$@"',
        'sh',
        ...command,
        '--restart-file',
        restartFile,
      ]);
      running = program;
      let end: string | undefined;
      program.ended.then(
        ({ exitCode, stdout, stderr }) => (end = `${exitCode}: ${stdout}${stderr}`),
        () => (end = 'the lab has ended'),
      );
      const limit = Date.now() + START_SECONDS * 1000;
      while (!(await master.read(restartFile)).startsWith('1')) {
        if (end !== undefined) throw new Error(`${name} ended (${end.slice(-2000)})`);
        if (Date.now() > limit) throw new Error(`${name} does not answer after ${START_SECONDS} s`);
        await sleep(500);
      }
    },
    async stop() {
      await running?.stop();
    },
  };
}
