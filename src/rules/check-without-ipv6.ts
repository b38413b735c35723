import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { checkTypeOf, impliedBy, isPlainUdp, negotiatedService } from '../inventory/health-check.ts';
import { isInFile } from '../inventory/life-cycle.ts';
import type { Inventory, VirtualService } from '../inventory/model.ts';
import { originOf } from './directives-once.ts';
import { liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'check-without-ipv6';

/** Checks whose Perl modules never connect to an IPv6 address in brackets, as ldirectord writes it. */
const NEVER: ReadonlySet<string | undefined> = new Set(['pgsql', 'radius']);
/** Those that do once an HTTP check of the same process has made IPv6 known to IO::Socket::INET. */
const AFTER_HTTP: ReadonlySet<string | undefined> = new Set(['imap', 'pop']);
const HTTP: ReadonlySet<string | undefined> = new Set(['http', 'https', 'http_proxy']);

/** A check of servers with IPv6 addresses is one that can reach them. */
export const checkWithoutIpv6: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  const typeOrigin = originOf(inventory, 'checktype');
  const serviceOrigin = originOf(inventory, 'service');
  const six = liveServices(inventory)
    .map(({ service }) => service)
    .filter(({ virtualIp }) => virtualIp.address.family === 6);
  const forks = inventory.ldirectord.get('fork')?.value === true;
  const known = !forks && six.some((service) => isInFile(service) && HTTP.has(negotiatedService(service)));
  return six
    .filter((service) => isPing(service) || negotiatesInVain(service, known))
    .map((service) => {
      const { at, line } = (isPing(service) ? typeOrigin : serviceOrigin)(service);
      const what = isPing(service) ? 'ping' : `${negotiatedService(service)} check`;
      const implied = isPing(service) ? '' : impliedBy(service);
      const message = `the ${what} of service ${quoted(service.name)}${line}${implied} does not reach IPv6 addresses: no server is ever up`;
      return finding(
        code,
        at,
        message,
        `use checktype: ${isPlainUdp(service) ? '' : 'connect, or '}${PROGRAM}`,
      );
    });
}

const PROGRAM = 'external with a program that knows IPv6';

function isPing(service: VirtualService): boolean {
  return checkTypeOf(service) === 'ping';
}

/** @param known whether an HTTP check of the same process has made IPv6 known */
function negotiatesInVain(service: VirtualService, known: boolean): boolean {
  const name = negotiatedService(service);
  // By POP3 without a login nobody is asked at all, of which another rule speaks.
  if (name === 'pop' && !service.directives.has('login')) return false;
  return NEVER.has(name) || (!known && AFTER_HTTP.has(name));
}
