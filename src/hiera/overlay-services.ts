import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import type { Directives } from '../inventory/decode-directives.ts';
import { fitFamily } from '../inventory/decode-services.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory, Role, VirtualIp, VirtualService } from '../inventory/model.ts';
import type { Reader } from '../inventory/read-values.ts';
import type { Entry } from '../inventory/tree.ts';
import {
  bareService,
  decodeServiceValues,
  mergeDirectives,
  requireService,
  type ServiceValues,
} from './decode-service.ts';
import { namedEntries } from './decode-settings.ts';
import type { HieraValues } from './values.ts';

/** What a service takes, before it is known whether that fits together. */
type LooseListener = Pick<ServiceValues, 'port' | 'fwmark' | 'ports'>;

/** A service whose role and virtual IP are names still, and where they were written. */
interface LooseService extends Omit<VirtualService, 'virtualIp' | 'ports' | 'fwmark'>, LooseListener {
  readonly virtualIp: string;
  readonly roleAt: Place;
  readonly virtualIpAt: Place;
}

/** The names that the module knows, also those that are declared with a mistake. */
export interface KnownNames {
  readonly roles: readonly string[];
  readonly virtualIps: readonly string[];
}

/**
 * The roles with the services that the module has: those of the inventory, or all of Hiera's in their place, with what
 * Hiera says of single ones, and further ones behind them. What is retired stays on record.
 */
export function overlayServices(
  reader: Reader,
  { roles, virtualIps }: Pick<Inventory, 'roles' | 'virtualIps'>,
  values: HieraValues,
  known: KnownNames,
): Role[] {
  const own = roles.flatMap((role) => role.services).filter(isLive);
  const secrets = new Map(own.map(({ name, directives }) => [name, secretsOf(directives)]));
  const replaced = values.first('inventory::services');
  const base = replaced === undefined ? own.map(loosen) : decodeServices(reader, replaced, secrets);
  const overridden = override(reader, base, values.merged('service_overrides'));
  const extra = decodeExtra(reader, base, values.merged('extra_services'), secrets);
  const inModule = roles.map(({ name }) => name).filter((name) => known.roles.includes(name));
  const names = { ...known, roles: inModule };
  const services = [...overridden, ...extra].flatMap(
    (service) => bind(reader, service, names, virtualIps) ?? [],
  );
  return roles.map((role) => ({ ...role, services: servicesOf(role, services) }));
}

function servicesOf(role: Role, services: readonly VirtualService[]): VirtualService[] {
  const names = new Set(services.map(({ name }) => name));
  const record = role.services.filter((service) => !isLive(service) && !names.has(service.name));
  return [...services.filter((service) => service.role === role.name), ...record];
}

/** The module hands a secret to the service of its name, wherever that one comes from. */
function secretsOf(directives: Directives): Directives {
  return new Map([...directives].filter(([, { value }]) => typeof value === 'object'));
}

function loosen(service: VirtualService): LooseService {
  const { ports, fwmark, virtualIp, at } = service;
  const listener = fwmark === undefined ? { port: ports[0], ports: undefined } : { port: undefined, ports };
  return { ...service, ...listener, virtualIp: virtualIp.name, roleAt: at, virtualIpAt: at };
}

function decodeServices(
  reader: Reader,
  entry: Entry,
  secrets: ReadonlyMap<string, Directives>,
): LooseService[] {
  return namedEntries(reader, entry).flatMap((item) => {
    const values = decodeServiceValues(reader, item);
    if (values === undefined || !requireService(reader, values, item)) return [];
    const { role, virtualIp, port, fwmark, ports } = values;
    if (role === undefined || virtualIp === undefined) return [];
    const bare = {
      ...bareService(item.key, item.keyAt),
      role: role.value,
      roleAt: role.at,
      virtualIp: virtualIp.value,
      virtualIpAt: virtualIp.at,
      port,
      fwmark,
      ports,
      directives: secrets.get(item.key) ?? new Map(),
    };
    return [withValues(bare, values)];
  });
}

function withValues(service: LooseService, values: ServiceValues): LooseService {
  return {
    ...service,
    role: values.role?.value ?? service.role,
    roleAt: values.role?.at ?? service.roleAt,
    virtualIp: values.virtualIp?.value ?? service.virtualIp,
    virtualIpAt: values.virtualIp?.at ?? service.virtualIpAt,
    port: values.port ?? service.port,
    fwmark: values.fwmark ?? service.fwmark,
    ports: values.ports ?? service.ports,
    protocol: values.protocol ?? service.protocol,
    forwarding: values.forwarding ?? service.forwarding,
    state: values.state ?? service.state,
    directives: mergeDirectives(values.directives, service.directives),
  };
}

function override(reader: Reader, base: readonly LooseService[], entry: Entry | undefined): LooseService[] {
  const overrides = new Map<string, ServiceValues>();
  const names = base.map(({ name }) => name);
  for (const item of entry === undefined ? [] : namedEntries(reader, entry)) {
    const values = decodeServiceValues(reader, item);
    if (values !== undefined) overrides.set(item.key, values);
    if (!names.includes(item.key)) {
      const message = `there is no service ${quoted(item.key)} that could be overridden`;
      reader.report('unknown-reference', item.keyAt, message, didYouMean(item.key, names));
    }
  }
  return base.map((service) => {
    const values = overrides.get(service.name);
    return values === undefined ? service : withValues(service, values);
  });
}

function decodeExtra(
  reader: Reader,
  base: readonly LooseService[],
  entry: Entry | undefined,
  secrets: ReadonlyMap<string, Directives>,
): LooseService[] {
  const extra = entry === undefined ? [] : decodeServices(reader, entry, secrets);
  for (const { name, at } of extra) {
    if (!base.some((service) => service.name === name)) continue;
    const message = `the module has a service ${quoted(name)} already`;
    reader.report('duplicate-service-name', at, message, 'change single values of it with service_overrides');
  }
  return extra;
}

/** The service on its virtual IP, or a finding where that or its role is not there, which fails the catalog. */
function bind(
  reader: Reader,
  { roleAt, virtualIpAt, port, fwmark, ports, ...service }: LooseService,
  known: KnownNames,
  virtualIps: readonly VirtualIp[],
): VirtualService | undefined {
  const virtualIp = virtualIps.find(({ name }) => name === service.virtualIp);
  const what = `service ${quoted(service.name)}`;
  if (!known.roles.includes(service.role)) {
    const message = `${what} has the role ${quoted(service.role)}, which the module does not have`;
    reader.report('unknown-reference', roleAt, message, didYouMean(service.role, known.roles));
  }
  if (!known.virtualIps.includes(service.virtualIp)) {
    const message = `${what} has the virtual IP ${quoted(service.virtualIp)}, which the module does not have`;
    const hint = didYouMean(service.virtualIp, known.virtualIps);
    reader.report('unknown-reference', virtualIpAt, message, hint);
  }
  const listener = bindListener(reader, { port, fwmark, ports }, service.at, what);
  if (virtualIp === undefined || listener === undefined) return undefined;
  return { ...service, ...listener, virtualIp, directives: fitFamily(reader, service.directives, virtualIp) };
}

/** One port, or a firewall mark with its ports: anything else fails the catalog. */
function bindListener(
  reader: Reader,
  { port, fwmark, ports }: LooseListener,
  at: Place,
  what: string,
): Pick<VirtualService, 'ports' | 'fwmark'> | undefined {
  if (port !== undefined && fwmark === undefined && ports === undefined)
    return { ports: [port], fwmark: undefined };
  if (port === undefined && fwmark !== undefined && ports !== undefined) {
    const [first, ...rest] = new Map(ports.map((each) => [each.value, each])).values();
    return first && { ports: [first, ...rest], fwmark };
  }
  const code = port === undefined ? 'missing-key' : 'invalid-value';
  const place = (port && (fwmark ?? ports?.[0])?.at) ?? at;
  reader.report(code, place, `${what} needs a port, or a fwmark and its ports`);
  return undefined;
}
