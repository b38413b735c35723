import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, Role } from '../inventory/model.ts';
import { reservedVariables } from './reserved-variables.ts';
import type { Rule } from './rule.ts';

const code = 'role-variable-clash';

/** Two roles, or a role and another variable of the emitted class, must not share one Puppet variable. */
export const roleVariableClash: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const first = new Map<string, Role>();
  return inventory.roles.flatMap((role) => {
    const other = first.get(role.variable);
    if (other !== undefined) return clashWithRole(role, other);
    first.set(role.variable, role);
    return reservedVariables.has(role.variable) ? clashWithModule(role) : [];
  });
}

function clashWithRole(role: Role, other: Role): Finding[] {
  const message = `roles ${quoted(other.name)} (line ${other.at.line}) and ${quoted(role.name)} would both be $${role.variable} in Puppet`;
  return [finding(code, role.at, message, 'rename one of them; - and _ count as the same')];
}

function clashWithModule(role: Role): Finding[] {
  const message = `role ${quoted(role.name)} would be $${role.variable} in Puppet, a variable that the module uses itself`;
  return [finding(code, role.at, message, 'rename the role')];
}
