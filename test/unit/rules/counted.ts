/** Stands in for a value and counts every property that is read from it or from anything below it. */
export function counted<T extends object>(root: T): { value: T; reads: () => number } {
  let reads = 0;
  const proxies = new WeakMap<object, object>();
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    // One for each object, so that the same object stays the same.
    const proxy = proxies.get(value) ?? (value instanceof Map ? wrapMap(value) : wrapObject(value));
    proxies.set(value, proxy);
    return proxy;
  };
  const wrapMap = (map: Map<unknown, unknown>): object =>
    new Map([...map].map(([key, value]) => [wrap(key), wrap(value)]));
  const wrapObject = (object: object): object =>
    new Proxy(object, {
      get(target, key) {
        reads += 1;
        return wrap(Reflect.get(target, key));
      },
    });
  return { value: wrap(root) as T, reads: () => reads };
}
