import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { isLive } from '../inventory/life-cycle.ts';
import { hostKey, liveServers } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'director-is-real-server';

/** A director does not serve what it balances. */
export const directorIsRealServer: Rule = { code, check };

function check({ directors, roles }: Inventory): Finding[] {
  const names = new Set(directors.hosts.map(hostKey));
  return roles
    .filter(({ services }) => services.some(isLive))
    .flatMap((role) =>
      liveServers(role)
        .filter((server) => names.has(hostKey(server)))
        .map((server) => {
          const message = `${server.hostname} is a director and a real server of role ${quoted(role.name)}`;
          return finding(code, server.at, message, 'run the service on another machine');
        }),
    );
}
