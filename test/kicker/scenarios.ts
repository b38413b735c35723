import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, onTestFailed, test } from 'vitest';
import type { Ran } from '../../src/rehearse/lab.ts';
import type { Release } from '../setup/debootstrap.ts';
import { cyclicSitePp, sitePp } from './environment.ts';
import type { Host } from './server-lab.ts';
import {
  expectSuccess,
  poolOf,
  runAgent,
  runsOf,
  settled,
  shareCode,
  spoolOf,
  startStack,
  until,
  type Stack,
} from './stack.ts';

/** How many servers join at once. */
const MANY = 20;

/** Real servers: the first two of the long story, many that join together, and two that join when something breaks. */
const rabbitmqs = Array.from({ length: 4 + MANY }, (_, index) => `rabbitmq${index + 1}`);
const many = rabbitmqs.slice(2, 2 + MANY);
const [duringRestart = '', duringKill = ''] = rabbitmqs.slice(2 + MANY);

const addresses: Readonly<Record<string, string>> = {
  master: '10.99.0.1',
  lvs1: '10.99.0.2',
  intruder: '10.99.0.9',
  ...Object.fromEntries(rabbitmqs.map((name, index) => [name, `10.99.0.${11 + index}`])),
};
const addressesOf = (names: readonly string[]): string[] =>
  names.map((name) => addresses[name] ?? '').toSorted();

/** Longer than the debounce and a look into the spool: what has not begun by then was not asked for. */
const LONG_ENOUGH_SECONDS = 6;
/** As the dispatcher has it when nobody says otherwise. */
const COOLDOWN_SECONDS = 10;
/** On two processors; more at once only wait for each other. */
const AT_ONCE = 3;

/**
 * The story of a site, from its first real server on: every test begins where the one before it has ended.
 * @param release whose Puppet
 */
export function describeKicker(release: Release): void {
  describe.sequential(`the kicker with a Puppet Server of ${release}`, () => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await startStack(release, inject('builtCommand'), addresses);
      const { director, host } = stack;
      await stack.enrol(director, 'lvs');
      for (const name of ['rabbitmq1', 'rabbitmq2']) await stack.enrol(host(name), 'rabbitmq');
      expectSuccess(await runAgent(host('rabbitmq1')));
      await settled(stack);
      expectSuccess(await runAgent(director));
      await settled(stack);
    });
    afterAll(async () => {
      await stack?.end();
    });

    const explained = (): void => {
      onTestFailed(async () => {
        process.stdout.write(`${lastLines(stack.dispatcher.journal())}\n${await stack.server.logs()}\n`);
      });
    };

    test('a server joins: its first run brings it into the file of the director', async () => {
      explained();
      const { director, host } = stack;
      expect(await poolOf(director)).toEqual(addressesOf(['rabbitmq1']));
      expectSuccess(await runAgent(host('rabbitmq2')));
      const ended = Date.now();
      await until('the director has it', async () => (await poolOf(director)).length === 2);
      expect(await poolOf(director)).toEqual(addressesOf(['rabbitmq1', 'rabbitmq2']));
      const seconds = (await changedAt(director)) / 1000 - ended / 1000;
      tell(`from the end of the server's first run to the new file of the director: ${seconds.toFixed(1)} s`);
      await settled(stack);
      const runs = await runsOf(stack, director);
      expect(runs.at(-1)?.job_id).toMatch(/^kick\/[0-9a-f]{16}\/rabbitmq,lvs$/);
    });

    test('a run with nothing to do kicks nobody', async () => {
      explained();
      const { director, host } = stack;
      const before = await countRuns(director);
      const journal = stack.dispatcher.journal();
      expect((await runAgent(host('rabbitmq1'))).exitCode).toBe(0);
      expect(await spoolOf(stack.master)).toEqual([]);
      await sleep(LONG_ENOUGH_SECONDS * 1000);
      expect(await countRuns(director)).toBe(before);
      expect(stack.dispatcher.journal()).toBe(journal);
    });

    test('a resource that fails and has nothing to do with it takes no server out', async () => {
      explained();
      const { director, host } = stack;
      await host('rabbitmq1').write('/etc/facter/facts.d/mirror.yaml', 'package_mirror_is_down: true\n');
      const { exitCode } = await runAgent(host('rabbitmq1'));
      await host('rabbitmq1').must(['rm', '/etc/facter/facts.d/mirror.yaml']);
      expect(exitCode).toBe(4);
      await until('PuppetDB knows that it failed', async () => {
        const runs = await runsOf(stack, host('rabbitmq1'));
        return runs.at(-1)?.status === 'failed';
      });
      expectSuccess(await runAgent(director));
      expect(await poolOf(director)).toEqual(addressesOf(['rabbitmq1', 'rabbitmq2']));
    });

    test('a cycle that nothing else stops ends after one lap', async () => {
      explained();
      const { director, dispatcher, host, master } = stack;
      const edges = await master.read('/etc/kicker/edges.yaml');
      await master.write('/etc/kicker/edges.yaml', edges.replace(/^kicks:.*\n/m, '$&  lvs: [rabbitmq]\n'));
      await stack.setSite(cyclicSitePp);
      const servers = ['rabbitmq1', 'rabbitmq2'].map(host);
      const before = await Promise.all([director, ...servers].map(countRuns));
      const journal = dispatcher.journal();

      expect((await runAgent(director)).exitCode).toBe(2);
      await until('the cycle is refused', () => /cycle refused/.test(since(journal)));
      await settled(stack);
      // Should it go on, it does so when the cooldown is over.
      await sleep((COOLDOWN_SECONDS + LONG_ENOUGH_SECONDS) * 1000);

      expect(since(journal)).toMatch(/cycle refused: lvs -> rabbitmq -> lvs/);
      const after = await Promise.all([director, ...servers].map(countRuns));
      expect(after).toEqual(before.map((count) => count + 1));
      for (const server of servers) {
        const runs = await runsOf(stack, server);
        expect(runs.at(-1)?.job_id).toMatch(/^kick\/[0-9a-f]{16}\/lvs,rabbitmq$/);
      }

      await stack.setSite(sitePp);
      expectSuccess(await runAgent(master));
      expect(await master.read('/etc/kicker/edges.yaml')).toBe(edges);
    });

    test(`${MANY} servers that join together cause a handful of runs, and all are in`, async () => {
      explained();
      const { director, host, enrol } = stack;
      await eachOf([...many, duringRestart, duringKill], (name) => enrol(host(name), 'rabbitmq'));
      await shareCode(host('rabbitmq1'), many.map(host));
      const before = await countRuns(director);
      const began = Date.now();
      await eachOf(many, async (name) => expectSuccess(await runAgent(host(name))));
      const joining = (Date.now() - began) / 1000;
      await until('all are in', async () => (await poolOf(director)).length === 2 + MANY);
      const all = (Date.now() - began) / 1000;
      await settled(stack);
      expect(await poolOf(director)).toEqual(addressesOf(['rabbitmq1', 'rabbitmq2', ...many]));
      const runs = (await countRuns(director)) - before;
      tell(
        `${MANY} servers joined within ${joining.toFixed(0)} s: ${runs} runs of the director, all in after ${all.toFixed(0)} s`,
      );
      expect(runs).toBeGreaterThan(0);
      expect(runs).toBeLessThanOrEqual(2 + joining / COOLDOWN_SECONDS);
      expect(runs).toBeLessThanOrEqual(MANY / 2);
    });

    test('a Puppet Server that is restarted in the middle of a kick loses nothing', async () => {
      explained();
      const { director, dispatcher, host, server } = stack;
      const pool = await poolOf(director);
      const journal = dispatcher.journal();
      expectSuccess(await runAgent(host(duringRestart)));
      await until('the run of the director has started', () => /run started target=lvs/.test(since(journal)));
      await server.stopServer();
      await until('it has failed', () => /run ended target=lvs ok=0 failed=lvs1/.test(since(journal)));
      expect(await poolOf(director)).toEqual(pool);
      expect(await spoolOf(stack.master)).toHaveLength(1);
      await server.startServer();
      await until('the director has it', async () => (await poolOf(director)).length === pool.length + 1);
      expect(await poolOf(director)).toEqual([...pool, ...addressesOf([duringRestart])].toSorted());
      await settled(stack);
    });

    test('a dispatcher that is killed loses no kick, and repeats none that is done', async () => {
      explained();
      const { director, dispatcher, host, master } = stack;
      const pool = await poolOf(director);
      const before = await countRuns(director);
      const journal = dispatcher.journal();
      const joining = runAgent(host(duringKill));
      // It has read the kick, and waits whether there are more.
      await until('the kick is accepted', () => /kick accepted target=lvs/.test(since(journal)));
      await dispatcher.kill();
      expectSuccess(await joining);
      expect(since(journal)).not.toContain('run started');
      expect(await spoolOf(master)).toHaveLength(1);
      await sleep(LONG_ENOUGH_SECONDS * 1000);
      expect(await countRuns(director)).toBe(before);
      expect(await poolOf(director)).toEqual(pool);
      await dispatcher.start();
      await until('the director has it', async () => (await poolOf(director)).length === pool.length + 1);
      expect(await poolOf(director)).toEqual([...pool, ...addressesOf([duringKill])].toSorted());
      await settled(stack);
      expect(await countRuns(director)).toBe(before + 1);

      await dispatcher.kill();
      await dispatcher.start();
      await sleep((COOLDOWN_SECONDS + LONG_ENOUGH_SECONDS) * 1000);
      expect(await countRuns(director)).toBe(before + 1);
    });

    test('a node that says in a fact that it is a real server kicks nobody and is not in', async () => {
      explained();
      const { director, dispatcher, enrol, host } = stack;
      const pool = await poolOf(director);
      const before = await countRuns(director);
      const journal = dispatcher.journal();
      await enrol(host('intruder'));
      await host('intruder').write('/etc/facter/facts.d/role.yaml', 'role: rabbitmq\n');
      const ran = await runAgent(host('intruder'));
      expectSuccess(ran);
      // Its report kicks as that of a real server does.
      expect(ran.stdout).toContain('Exec[kick -> lvs]');
      await until('the kick is refused', () => /kick refused/.test(since(journal)));
      await settled(stack);
      await sleep(LONG_ENOUGH_SECONDS * 1000);
      expect(await countRuns(director)).toBe(before);
      expectSuccess(await runAgent(director));
      expect(await poolOf(director)).toEqual(pool);
    });

    test('a report in the name of another node is not taken', async () => {
      explained();
      const { director, dispatcher, host } = stack;
      const before = await countRuns(director);
      const journal = dispatcher.journal();
      const intruder = host('intruder');
      await intruder.write('/root/forge.rb', readFileSync(new URL('forge.rb', import.meta.url), 'utf8'));
      const victim = host('rabbitmq1').certname;
      const forge = (name: string): Promise<Ran> => intruder.run(['ruby', '/root/forge.rb', victim, name]);
      // In the path, where the server compares it with the certificate, and in the report alone.
      expect((await forge(victim)).stdout).toMatch(/^403 .*Forbidden/);
      expect((await forge(intruder.certname)).stdout).toMatch(/^500 .*does not match/);
      expect(await spoolOf(stack.master)).toEqual([]);
      await sleep(LONG_ENOUGH_SECONDS * 1000);
      expect(await countRuns(director)).toBe(before);
      expect(dispatcher.journal()).toBe(journal);
    });

    test('without PuppetDB the director keeps its file, and its run fails loudly', async () => {
      explained();
      const { director, server } = stack;
      const file = await director.read('/etc/ha.d/ldirectord.cf');
      const changed = await changedAt(director);
      await server.stopDatabase();
      const { exitCode, stdout, stderr } = await runAgent(director);
      expect(exitCode).toBe(1);
      expect(stdout + stderr).toMatch(
        /Error: Could not retrieve catalog .*Failed to execute '\/pdb\/query\/v4'/,
      );
      expect(await director.read('/etc/ha.d/ldirectord.cf')).toBe(file);
      expect(await changedAt(director)).toBe(changed);
    });

    async function countRuns(host: Host): Promise<number> {
      return (await runsOf(stack, host)).length;
    }

    /** What the dispatcher has logged since its journal looked like this. */
    function since(journal: string): string {
      return stack.dispatcher.journal().slice(journal.length);
    }
  });
}

/** When the file of the director was written, in milliseconds. */
async function changedAt(director: Host): Promise<number> {
  return Number(await director.must(['stat', '--format=%.3Y', '/etc/ha.d/ldirectord.cf'])) * 1000;
}

/** Does something for each name, a few at once. */
async function eachOf(names: readonly string[], act: (name: string) => Promise<void>): Promise<void> {
  const left = [...names];
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) await act(name);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function lastLines(text: string): string {
  return text.split('\n').slice(-40).join('\n');
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
