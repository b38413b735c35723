import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../src/rehearse/checks/table.ts';
import type { Lab } from '../../../src/rehearse/lab.ts';
import type { CheckResult } from '../../../src/rehearse/model.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import { startRehearsal } from '../../../src/rehearse/rehearse.ts';
import { inventoryOf } from '../graph/inventories.ts';

/** What the check says of a kernel with this table, for a role with so many servers. */
async function check(servers: number, table: readonly string[]): Promise<CheckResult | undefined> {
  const hosts = Array.from({ length: servers }, (_none, index) => `gui${index + 1}: 10.0.0.${index + 1}`);
  const plan = planLab(
    inventoryOf(
      `  gui:\n    servers: { ${hosts.join(', ')} }\n    services: { web: { virtual_ip: messaging, port: 80, checktype: connect } }\n`,
      // Nobody waits long for a table that stays wrong.
      'ldirectord: { checkinterval: 1, checktimeout: 1 }\n',
    ),
  );
  const results: CheckResult[] = [];
  const run: Lab['run'] = (_host, command) => {
    const stdout = command.includes('-Sn') ? table.map((line) => `${line}\n`).join('') : '';
    return Promise.resolve({ exitCode: 0, stdout, stderr: '' });
  };
  // The check asks for nothing else of its lab.
  const lab = { plan, run } as Lab;
  await checkTable(
    startRehearsal(lab, { quick: true, step: () => undefined, report: (result) => results.push(result) }),
  );
  return results[0];
}

const service = '-A -t 172.31.8.100:80 -s wrr';
const server = (number: number, weight = 1): string =>
  `-a -t 172.31.8.100:80 -r 10.0.0.${number}:80 -g -w ${weight}`;

describe('the check of the table', () => {
  it.each([
    [1, '1 virtual service and 1 server of'],
    [2, '1 virtual service and 2 servers of'],
  ])('counts %i servers in good English', async (count, words) => {
    const servers = Array.from({ length: count }, (_none, index) => server(index + 1));
    const result = await check(count, [service, ...servers]);
    expect(result).toMatchObject({ check: 'table', subject: 'lvs1.oe.example', outcome: 'passed' });
    expect(result?.text).toContain(words);
  });

  it('tells what differs', async () => {
    const result = await check(2, [service, server(1, 7)]);
    expect(result?.outcome).toBe('failed');
    expect(result?.evidence.length).toBe(2);
    expect(result?.evidence.join('\n')).toMatch(/gui1[^]*gui2|gui2[^]*gui1/);
  });
});
