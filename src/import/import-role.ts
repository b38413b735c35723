import type { Place } from '../diagnostics/finding.ts';
import type { Real, Virtual } from '../ldirectord-cf/model.ts';
import { plainAddress } from './addresses.ts';
import { entry, map, scalar, type NotedEntry } from './build-tree.ts';
import { mappedPort, otherPort, type Group } from './group-roles.ts';
import { serviceEntry } from './import-service.ts';
import { commonStem, namedByAddress, serverName, serviceName, toldIn, type Told } from './name-things.ts';
import { leaveOut, type Import } from './work.ts';

/** A role on its way into the inventory. */
export interface RoleDraft {
  readonly name: string;
  readonly at: Place;
  /** Description and servers. */
  readonly before: readonly NotedEntry[];
  readonly services: readonly NotedEntry[];
}

/** Makes a role of services that have the same servers. */
export function importRole({ virtuals, reals, role }: Group, work: Import): RoleDraft {
  const [first] = virtuals;
  const { at } = first;
  const isDiscovered = role !== undefined && work.known.discovered?.has(role) === true;
  const told = virtuals.map(toldIn);
  if (reals.length === 0 && !isDiscovered)
    leaveOut(
      work,
      at,
      'the service has no real servers, so directors will not have it',
      'remove it, or add servers',
    );
  const known = isDiscovered ? [] : onceEach(reals, work);
  if (isDiscovered) tellOfEach(reals, first, work);
  const names = known.map((real) => nameServer(plainAddress(real.address), work));
  const services = virtuals.map((virtual, index) => {
    const name = work.serviceNames.take(told[index]?.service ?? serviceName(virtual));
    return serviceEntry(name, virtual, index === 0 ? [] : othersIn(told[index]), work);
  });
  const [toldFirst] = told;
  const wanted = role ?? toldFirst?.role ?? commonStem(names) ?? services[0]?.key ?? 'role';
  const description = descriptionIn(toldFirst);
  const servers = known.map((real, index) => serverEntry(names[index] ?? '', real, first, work));
  return {
    name: work.roleNames.take(wanted),
    at,
    before: [
      ...(description === undefined ? [] : [entry('description', scalar(description, at))]),
      entry('servers', isDiscovered ? scalar('discover', at) : map(servers, at)),
    ],
    services,
  };
}

/** A host is a server of a role once: what stands there with another port is told. */
function onceEach(reals: readonly Real<Place>[], work: Import): Real<Place>[] {
  const seen = new Set<string>();
  return reals.filter(({ address, port, at }) => {
    const isNew = !seen.has(address);
    seen.add(address);
    if (!isNew)
      leaveOut(
        work,
        at,
        `${plainAddress(address)} on port ${port} is left out: a role has a host once`,
        'give the other port a service of its own',
      );
    return isNew;
  });
}

/** Of servers that are found later the inventory says nothing one by one. */
function tellOfEach(reals: readonly Real<Place>[], virtual: Virtual<Place>, work: Import): void {
  for (const real of reals)
    if (
      Number(real.weight) !== 1 ||
      mappedPort(real, virtual) !== undefined ||
      [real.request, real.lowerThreshold, real.upperThreshold].some((one) => one !== undefined)
    )
      leaveOut(
        work,
        real.at,
        'weight, port, thresholds and request are left out: servers that are found have none of their own',
      );
}

/** What the comments of a further service of a role say. */
function othersIn(told: Told | undefined): string[] {
  const named = [told?.role, told?.description].filter((text) => text !== undefined);
  return [...(told?.others ?? []), ...(named.length === 0 ? [] : [named.join(': ')])];
}

function descriptionIn(told: Told | undefined): string | undefined {
  const words = [...(told?.others ?? []), ...(told?.description === undefined ? [] : [told.description])];
  return words.length === 0 ? undefined : words.join(' ');
}

function nameServer(address: string, { servers, serverNames, known: { hosts } }: Import): string {
  const given = servers.get(address);
  if (given !== undefined) return given;
  const wanted = serverName(address, hosts);
  const name = serverNames.has(wanted.toLowerCase()) ? namedByAddress(address) : wanted;
  serverNames.add(name.toLowerCase());
  servers.set(address, name);
  return name;
}

function serverEntry(name: string, real: Real<Place>, virtual: Virtual<Place>, work: Import): NotedEntry {
  const { at, weight, lowerThreshold, upperThreshold, request, receive } = real;
  const number = (key: string, value: string | number | undefined): NotedEntry[] =>
    value === undefined ? [] : [entry(key, scalar(Number(value), at))];
  if (request !== undefined && receive === undefined)
    leaveOut(
      work,
      at,
      'what is asked of this server is left out: ldirectord forgets what stands behind a request that begins with a slash',
      'write it without the slash',
    );
  const options = [
    ...(Number(weight) === 1 ? [] : number('weight', weight)),
    ...number('port', work.known.forRules === true ? otherPort(real, virtual) : mappedPort(real, virtual)),
    ...number('lower_threshold', lowerThreshold),
    ...number('upper_threshold', upperThreshold),
    ...(request === undefined || receive === undefined
      ? []
      : [entry('request', scalar(request, at)), entry('receive', scalar(receive, at))]),
  ];
  const address = scalar(plainAddress(real.address), at);
  return entry(name, options.length === 0 ? address : map([entry('address', address), ...options], at));
}
