import { printable } from '../diagnostics/escape.ts';
import { mermaidLabel } from '../lang/mermaid.ts';
import type { Review } from '../diff/model.ts';
import type { Mark } from './changed-parts.ts';
import { pictureOf, type Picture, type PictureRole } from './review-picture.ts';
import { countOf, excerpt } from './words.ts';

/** Mermaid breaks lines after 200 pixels, which is less than a host with its address. */
const HEAD = '%%{init: {"flowchart": {"wrappingWidth": 1200}}}%%\nflowchart LR\n';

/** Outlines, which can be seen on a light page and on a dark one. The words say the same. */
const CLASSES: Readonly<Record<NonNullable<Mark>, string>> = {
  added: 'stroke:#2da44e,stroke-width:3px',
  removed: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4',
  changed: 'stroke:#bf8700,stroke-width:3px',
};

/**
 * A flowchart of Mermaid of what a review changes: virtual IPs, services, roles and servers that were added, removed or changed,
 * and what they belong to. Undefined where nothing of it can be drawn.
 */
export function reviewMermaid(review: Review): string | undefined {
  const picture = pictureOf(review);
  return picture === undefined
    ? undefined
    : `${HEAD}${lines(picture)
        .map((line) => `  ${line}\n`)
        .join('')}`;
}

function lines(picture: Picture): string[] {
  const ids = nodeIds(picture);
  const id = (kind: keyof typeof ids, name: string): string => ids[kind].get(name) ?? '';
  return [
    'accTitle: What changes of virtual IPs, services, roles and servers',
    ...[...picture.virtualIps].map(
      ([name, { address, mark }]) =>
        `${id('virtualIps', name)}([${label('virtual IP', name, mark, [address])}])`,
    ),
    ...[...picture.services].map(
      ([name, { endpoint, mark }]) => `${id('services', name)}(${label('service', name, mark, [endpoint])})`,
    ),
    ...[...picture.roles].map(
      ([name, role]) => `${id('roles', name)}[${label('role', name, role.mark, serverLines(role))}]`,
    ),
    ...(picture.more === 0 ? [] : [`more[${mermaidLabel([`and ${picture.more} more that change`])}]`]),
    ...[...picture.services].flatMap(([name, { virtualIp, role }]) => [
      ...edge(id('virtualIps', virtualIp), id('services', name)),
      ...edge(id('services', name), id('roles', role)),
    ]),
    ...picture.kicks.map(
      ({ from, to, mark }) =>
        `${id('roles', from)} -.->|${mermaidLabel([printable(withMark(`kicks ${to}`, mark))])}| ${id('roles', to)}`,
    ),
    ...classLines(picture, id),
  ];
}

type Kind = 'virtualIps' | 'services' | 'roles';

/** The ids of the nodes. They are counted, so that no name of the inventory can be one. */
function nodeIds(picture: Picture): Record<Kind, Map<string, string>> {
  let count = 0;
  const numbered = (names: Iterable<string>): Map<string, string> =>
    new Map([...names].map((name) => [name, `n${(count += 1)}`]));
  return {
    virtualIps: numbered(picture.virtualIps.keys()),
    services: numbered(picture.services.keys()),
    roles: numbered(picture.roles.keys()),
  };
}

/** A line between two nodes; none to one that is not shown. */
function edge(from: string, to: string): string[] {
  return from === '' || to === '' ? [] : [`${from} --> ${to}`];
}

function label(kind: string, name: string, mark: Mark, rest: readonly string[]): string {
  return mermaidLabel([withMark(`${kind} ${name}`, mark), ...rest].map((line) => printable(excerpt(line))));
}

function withMark(text: string, mark: Mark): string {
  return mark === undefined ? text : `${text}, ${mark}`;
}

function serverLines({ servers, moreServers }: PictureRole): string[] {
  const rows = servers.map(({ hostname, address, mark }) => withMark(`${hostname} ${address}`, mark));
  if (moreServers === 0) return rows;
  const more = servers.length === 0 ? countOf(moreServers, 'server') : `${moreServers} more`;
  return [...rows, more];
}

function classLines(
  { virtualIps, services, roles }: Picture,
  id: (kind: Kind, name: string) => string,
): string[] {
  const nodes = [
    ...[...virtualIps].map(([name, { mark }]) => ({ id: id('virtualIps', name), mark })),
    ...[...services].map(([name, { mark }]) => ({ id: id('services', name), mark })),
    ...[...roles].map(([name, role]) => ({ id: id('roles', name), mark: markOfRole(role) })),
  ];
  return (['added', 'removed', 'changed'] as const).flatMap((mark) => {
    const ids = nodes.filter((node) => node.mark === mark).map((node) => node.id);
    return ids.length === 0 ? [] : [`classDef ${mark} ${CLASSES[mark]}`, `class ${ids.join(',')} ${mark}`];
  });
}

/** A role of which servers change is outlined as changed. */
function markOfRole({ mark, servers }: PictureRole): Mark {
  return mark ?? (servers.length > 0 ? 'changed' : undefined);
}
