import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory } from '../inventory/model.ts';
import { lackOf } from './exchange-lack.ts';
import { impliedBy, negotiatedService, withoutSlash, type Exchange } from '../inventory/health-check.ts';
import { liveServices, type RoleService } from './inventory-views.ts';
import { originOf } from './directives-once.ts';
import type { Rule } from './rule.ts';

const code = 'sql-check-without-query';

const DATABASES: ReadonlySet<string | undefined> = new Set(['mysql', 'pgsql', 'oracle']);

/** The check of a database has what ldirectord insists on: a login and a query. */
export const sqlCheckWithoutQuery: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const origin = originOf(inventory, 'service');
  return liveServices(inventory).flatMap((entry) => {
    const { service } = entry;
    const name = negotiatedService(service);
    const lack = DATABASES.has(name) ? missing(entry) : undefined;
    if (lack === undefined) return [];
    const { at, line } = origin(service);
    const message = `the ${name} check of service ${quoted(service.name)}${line}${impliedBy(service)} has no ${lack}`;
    return [finding(code, at, message, 'add login and request, a query that finds at least one row')];
  });
}

/** Perl takes the text 0 for false, too. */
function missing({ role, service }: RoleService): string | undefined {
  const login = String(service.directives.get('login')?.value ?? '');
  const withoutLogin = isFalse(login);
  const withoutQuery = lackOf(role, service, hasNoQuery);
  if (withoutQuery === undefined) return withoutLogin ? 'login' : undefined;
  return withoutLogin ? `login and no request${withoutQuery}` : `request${withoutQuery}`;
}

function hasNoQuery({ request }: Exchange): boolean {
  return isFalse(withoutSlash(request));
}

function isFalse(text: string): boolean {
  return text === '' || text === '0';
}
