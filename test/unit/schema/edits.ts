/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Keys and indexes that lead to a part of a value. */
export type Path = readonly (string | number)[];

/** Every part of a value: its path, and what is there. */
export function parts(value: Json, path: Path = []): { path: Path; value: Json }[] {
  return [{ path, value }, ...children(value).flatMap(([key, child]) => parts(child, [...path, key]))];
}

function children(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return [...value.entries()];
  return isMap(value) ? Object.entries(value) : [];
}

/** Whether a value is a map. */
export function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value with another part at a path, or without that part where there is no other. */
export function edited(value: Json, path: Path, part: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return part ?? null;
  if (Array.isArray(value)) {
    const items = [...value] as Json[];
    if (rest.length === 0 && part === undefined) items.splice(Number(key), 1);
    else items[Number(key)] = edited(items[Number(key)] ?? null, rest, part);
    return items;
  }
  if (!isMap(value)) return value;
  const entries = new Map(Object.entries(value));
  if (rest.length === 0 && part === undefined) entries.delete(String(key));
  else entries.set(String(key), edited(entries.get(String(key)) ?? null, rest, part));
  return Object.fromEntries(entries);
}
