import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { earlyIn } from '../diff/early.ts';
import type { Inventory, RealServer } from '../inventory/model.ts';
import type { EarlyService } from '../inventory/without-setup.ts';
import type { ChangeRule } from './rule.ts';

const code = 'added-without-setup';

/** What is new on real servers gets no clients before its virtual IP is bound there. */
export const addedWithoutSetup: ChangeRule = { code, check };

function check(before: Inventory, after: Inventory): Finding[] {
  const early = earlyIn(before, after);
  const moved = early.filter(({ added }) => added === 'service').map(movedService);
  return [...moved, ...addedServers(early.filter(({ added }) => added === 'server'))];
}

function movedService({ service, servers }: EarlyService): Finding {
  const names = servers.map(({ hostname }) => hostname).join(', ');
  const message = `service ${service.name} moves at once to ${names}, where ${service.virtualIp.address.text} is not bound yet`;
  const hint = 'add it there under another name with state: setup, let the agents run, then move the clients';
  return finding(code, service.at, message, hint);
}

/** One finding for each server, whatever number of services it enters. */
function addedServers(early: readonly EarlyService[]): Finding[] {
  const services = new Map<RealServer, EarlyService['service'][]>();
  for (const { service, servers } of early)
    for (const server of servers) services.set(server, [...(services.get(server) ?? []), service]);
  return [...services].map(([server, entered]) => {
    const names = entered.map(({ name }) => name).join(', ');
    const addresses = [...new Set(entered.map(({ virtualIp }) => virtualIp.address.text))].join(', ');
    const message = `${server.hostname} gets clients of ${names} at once, before ${addresses} is bound there`;
    const hint = 'add it with state: setup, let its agent run, then set state: production';
    return finding(code, server.at, message, hint);
  });
}
