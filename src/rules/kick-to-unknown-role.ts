import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding, Located } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, Role } from '../inventory/model.ts';
import type { Rule } from './rule.ts';

const code = 'kick-to-unknown-role';

/** A proposal compares with every role, which is worth it for the first few mistakes only. */
const MAX_PROPOSALS = 20;

/**
 * A kick names another role of the inventory. The directors' role is no target either: every role kicks it
 * anyway, so naming it is a misunderstanding.
 */
export const kickToUnknownRole: Rule = { code, check };

function check({ roles, directors }: Inventory): Finding[] {
  const names = roles.map(({ name }) => name);
  const known = new Set(names);
  let proposals = MAX_PROPOSALS;
  return roles.flatMap((role) =>
    role.kicks.flatMap((kick) => {
      if (kick.value === directors.role) return [needless(role, kick)];
      if (known.has(kick.value)) return [];
      proposals -= 1;
      return [unknown(role, kick, proposals >= 0 ? names : [])];
    }),
  );
}

function needless(role: Role, kick: Located<string>): Finding {
  const message = `role ${quoted(role.name)} kicks the directors’ role ${quoted(kick.value)}, which every role kicks anyway`;
  return finding(code, kick.at, message, 'remove the kick');
}

function unknown(role: Role, kick: Located<string>, names: readonly string[]): Finding {
  const message = `role ${quoted(role.name)} kicks ${quoted(kick.value)}, which is no role of the inventory`;
  return finding(code, kick.at, message, didYouMean(kick.value, names));
}
