import { codesOfChanges, isFindingCode } from '../diagnostics/codes.ts';
import { allowanceOf } from './acknowledge.ts';
import type { Inventory, Role } from './model.ts';
import type { Comment } from './tokens.ts';

/** An inventory with the comments of its files. */
export interface Commented {
  readonly inventory: Inventory;
  readonly comments: readonly Comment[];
}

/** A comment that allows something of a change, and what it stands at. */
interface Standing {
  readonly comment: Comment;
  readonly text: string;
  readonly things: readonly string[];
  readonly roles: readonly string[];
}

/**
 * The comments about a change that stood in the old inventory already: what they allowed is through, and they allow nothing
 * new. One is the same where it says the same. Where the new side has more of them, those that stand at the same server or
 * service are the old ones, then those in the same role.
 */
export function stoodBefore(before: Commented, after: Commented): ReadonlySet<Comment> {
  const olds = standings(before);
  const stood = new Set<Standing>();
  const taken = new Set<Standing>();
  const news = standings(after);
  for (const namesOf of [thingsAt, rolesAt, anywhere]) {
    const find = lookupIn(olds, namesOf, taken);
    for (const item of news.filter((one) => !stood.has(one))) {
      const old = find(item);
      if (old === undefined) continue;
      taken.add(old);
      stood.add(item);
    }
  }
  return new Set([...stood].map(({ comment }) => comment));
}

type NamesOf = (standing: Standing) => readonly string[];

const thingsAt: NamesOf = ({ things }) => things;
const rolesAt: NamesOf = ({ roles }) => roles;
const anywhere: NamesOf = () => [''];

/** Finds one that says the same and shares a name, in time that does not grow with their number. */
function lookupIn(
  olds: readonly Standing[],
  namesOf: NamesOf,
  taken: ReadonlySet<Standing>,
): (item: Standing) => Standing | undefined {
  const keysOf = (item: Standing): string[] => [
    ...new Set(namesOf(item).map((name) => `${name}\n${item.text}`)),
  ];
  const byKey = new Map<string, Standing[]>();
  for (const old of olds) {
    for (const key of keysOf(old)) {
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [old]);
      else others.push(old);
    }
  }
  return (item) => {
    for (const key of keysOf(item)) {
      const others = byKey.get(key) ?? [];
      while (others.length > 0) {
        const old = others.pop();
        if (old !== undefined && !taken.has(old)) return old;
      }
    }
    return undefined;
  };
}

function standings({ inventory, comments }: Commented): Standing[] {
  const about = comments.flatMap((comment) => {
    const { code, text } = allowanceOf(comment) ?? { code: undefined, text: '' };
    const isOfChange = code !== undefined && isFindingCode(code) && codesOfChanges.has(code);
    return isOfChange ? [{ comment, text }] : [];
  });
  if (about.length === 0) return [];
  const lines = thingsByLine(inventory);
  return about.map(({ comment, text }) => {
    const { file, line } = comment.at;
    const at = lines.get(`${file}:${line}`) ?? lines.get(`${file}:${line + 1}`) ?? [];
    return {
      comment,
      text,
      things: at.flatMap(({ names }) => names),
      roles: at.map(({ role }) => role),
    };
  });
}

interface Thing {
  readonly role: string;
  readonly names: readonly string[];
}

function thingsByLine({ roles }: Inventory): ReadonlyMap<string, Thing[]> {
  const lines = new Map<string, Thing[]>();
  for (const { at, ...thing } of roles.flatMap(thingsOf)) {
    const line = `${at.file}:${at.line}`;
    const others = lines.get(line);
    if (others === undefined) lines.set(line, [thing]);
    else others.push(thing);
  }
  return lines;
}

/** What may be allowed to skip a step, as it is known when its role changes. */
function thingsOf({ name: role, servers, services }: Role) {
  return [
    ...servers.map(({ at, hostname, address }) => ({
      at,
      role,
      names: [`server ${hostname}`, `server ${address.text}`],
    })),
    ...services.map(({ at, name }) => ({ at, role, names: [`service ${name}`] })),
  ];
}
