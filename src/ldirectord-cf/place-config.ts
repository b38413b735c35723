import type { Place } from '../diagnostics/finding.ts';
import type { Config, Directive, Span, Virtual } from './model.ts';

/** Where something stands, for a finding. */
export function placeIn(file: string, { line, column, endColumn }: Span): Place {
  return { file, line, column, endLine: line, endColumn };
}

/**
 * What was read of a file, with places that name it.
 * @param file its path, as reports print it
 * @param moved where something stands in that file, if what was read was made of it
 */
export function placeConfig(
  config: Config,
  file: string,
  moved: (span: Span) => Span = (span) => span,
): Config<Place> {
  // Servers of one range have one place, also in the end.
  const places = new Map<Span, Place>();
  const placeOf = (at: Span): Place => {
    const place = places.get(at) ?? placeIn(file, moved(at));
    places.set(at, place);
    return place;
  };
  const placed = <T extends { readonly at: Span }>(one: T): Omit<T, 'at'> & { readonly at: Place } => ({
    ...one,
    at: placeOf(one.at),
  });
  const directives = (map: ReadonlyMap<string, Directive>): Map<string, Directive<Place>> =>
    new Map([...map].map(([name, directive]) => [name, placed(directive)]));
  const virtual = (one: Virtual): Virtual<Place> => ({
    ...placed(one),
    directives: directives(one.directives),
    fallback: one.fallback && placed(one.fallback),
    reals: one.reals.map(placed),
  });
  return {
    directives: directives(config.directives),
    fallbacks: new Map([...config.fallbacks].map(([family, fallback]) => [family, placed(fallback)])),
    instances: config.instances.map(placed),
    virtuals: config.virtuals.map(virtual),
  };
}
