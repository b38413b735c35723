import { printable } from '../diagnostics/escape.ts';
import type { Finding, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, Role } from '../inventory/model.ts';
import type { Rule } from './rule.ts';

const code = 'kick-cycle';

/** A list of circles longer than this helps nobody, and in a dense graph their number has no bound. */
const MAX_CYCLES = 20;

/**
 * Kicks never lead back to where they began. Besides those that are written, every role kicks the
 * directors' role, which matters where that is also a role with servers of its own.
 *
 * Each kick that closes a circle is reported once, with one circle through it: without these kicks the graph
 * has no circle.
 */
export const kickCycle: Rule = { code, check };

/** One kick: to which role, and where it is written. */
interface Kick {
  readonly to: number;
  readonly at: Place;
}

function check(inventory: Inventory): Finding[] {
  const graph = kickGraph(inventory);
  return cycles(graph.map((kicks) => kicks.map(({ to }) => to))).map((cycle) =>
    report(inventory, graph, fromFirstRole(cycle)),
  );
}

function kickGraph({ roles, directors, kicker }: Inventory): Kick[][] {
  const positions = new Map(roles.map(({ name }, index) => [name, index]));
  const toDirectors = kicker.module === 'none' ? undefined : positions.get(directors.role);
  return roles.map((role) => {
    const written = role.kicks.flatMap(({ value, at }) => kickTo(positions.get(value), at));
    return [...written, ...kickTo(toDirectors, role.at)];
  });
}

function kickTo(to: number | undefined, at: Place): Kick[] {
  return to === undefined ? [] : [{ to, at }];
}

/** A node on the path of the search, and which of its edges comes next. */
interface Step {
  readonly node: number;
  next: number;
}

/** One circle for each edge that leads back to the path of a depth-first search; no recursion. */
function cycles(edges: readonly (readonly number[])[]): number[][] {
  const found = new Map<string, number[]>();
  const done = new Set<number>();
  const position = new Map<number, number>();
  for (const root of edges.keys()) {
    const path: Step[] = done.has(root) ? [] : [{ node: root, next: 0 }];
    if (path.length > 0) position.set(root, 0);
    while (path.length > 0 && found.size < MAX_CYCLES) {
      const step = path[path.length - 1] as Step;
      const to = edges[step.node]?.[step.next];
      step.next += 1;
      if (to === undefined) {
        path.pop();
        position.delete(step.node);
        done.add(step.node);
      } else if (position.has(to)) {
        const cycle = path.slice(position.get(to)).map(({ node }) => node);
        found.set(cycle.join(' '), cycle);
      } else if (!done.has(to)) {
        position.set(to, path.length);
        path.push({ node: to, next: 0 });
      }
    }
  }
  return [...found.values()];
}

/** Turns a circle so that it begins with the role that stands first in the file. */
function fromFirstRole(cycle: readonly number[]): number[] {
  const first = cycle.indexOf(cycle.reduce((least, node) => Math.min(least, node)));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

function report(
  { roles, directors }: Inventory,
  graph: readonly Kick[][],
  cycle: readonly number[],
): Finding {
  const [start = 0, second = start] = cycle;
  const nameOf = (index: number): string => printable((roles[index] as Role).name);
  const names = [...cycle, start].map(nameOf);
  const kick = graph[start]?.find(({ to }) => to === second);
  const hint = names.includes(directors.role)
    ? `remove one of the kicks; every role kicks ${directors.role}, the directors’ role`
    : 'remove one of the kicks';
  const at = kick?.at ?? (roles[start] as Role).at;
  return finding(code, at, `the kicks go round in a circle: ${names.join(' -> ')}`, hint);
}
