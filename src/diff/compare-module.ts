import { quoted } from '../diagnostics/escape.ts';
import type { Network } from '../inventory/model.ts';
import { draft, orderDraft, places, valueDraft, type Draft } from './draft.ts';
import {
  addition,
  mapPair,
  orderEdit,
  removal,
  renaming,
  valueEdits,
  type Edit,
  type MapPair,
} from './edits.ts';
import { noEffect, type Effect } from './effect.ts';
import type { Subject } from './model.ts';
import type { Comparison } from './side.ts';

/** What the module is called, and what its metadata says. */
export function compareModule(comparison: Comparison): Draft[] {
  return [...valueEdits(mapPair(comparison, ['module']))].map(([attribute, edit]) =>
    valueDraft({
      reason: attribute === 'name' ? 'module-renamed' : 'module-info-changed',
      subject: { kind: 'module', name: '' },
      of: 'of the module',
      attribute,
      edit,
      at: places(undefined, undefined),
      effect: attribute === 'name' ? everyNode(comparison) : noEffect,
    }),
  );
}

/** Whether real servers kick at all; where the kicker module comes from is nothing to them. */
export function compareKicker(comparison: Comparison): Draft[] {
  const { before, after } = comparison;
  const isSwitched = before.markers !== after.markers;
  return [...valueEdits(mapPair(comparison, ['kicker']))].map(([attribute, edit]) =>
    valueDraft({
      reason: isSwitched ? 'kicker-changed' : 'kicker-source-changed',
      subject: { kind: 'kicker', name: '' },
      of: 'of the kicker',
      attribute,
      edit,
      at: places(undefined, undefined),
      effect: isSwitched
        ? {
            ...noEffect,
            roles: after.inventory.roles,
            // Markers are new on every node where there were none.
            kicks: after.markers ? after.inventory.roles : [],
          }
        : noEffect,
    }),
  );
}

/** Everything that bears the module's name goes to another place on every node. */
function everyNode({ after }: Comparison): Effect {
  return {
    ...noEffect,
    directors: true,
    reload: true,
    roles: after.inventory.roles,
    kicks: after.markers ? after.inventory.roles : [],
  };
}

/** Networks place addresses for the rules; no node knows of them. */
export function compareNetworks(comparison: Comparison): Draft[] {
  const { pairs, removed, added } = comparison.matches.networks;
  const maps = mapPair(comparison, ['networks']);
  const values = valueEdits(maps);
  const names = new Map(pairs.map((pair) => [pair.before.name, pair.after.name]));
  return [
    ...pairs.flatMap(({ before, after }) => comparePair(maps, values, before, after)),
    ...added.map((network) => networkDraft('added', undefined, network, [addition(maps, network.name)])),
    ...removed.map((network) => networkDraft('removed', network, undefined, [removal(maps, network.name)])),
    ...orderDraft({ kind: 'module', name: '' }, 'networks', orderEdit(maps, names), noEffect, ''),
  ];
}

function comparePair(
  maps: MapPair,
  values: ReadonlyMap<string, Edit>,
  before: Network,
  after: Network,
): Draft[] {
  const edits = renaming(maps, before.name, after.name);
  const renamed = edits.length === 0 ? [] : [networkDraft('renamed', before, after, edits)];
  const edit = before.name === after.name ? values.get(after.name) : undefined;
  if (edit === undefined) return renamed;
  const changed = valueDraft({
    reason: 'network-changed',
    subject: subjectOf(after),
    of: `of network ${quoted(after.name)}`,
    attribute: 'cidr',
    edit,
    at: places(before, after),
    effect: noEffect,
  });
  return [...renamed, changed];
}

function networkDraft(
  action: 'added' | 'removed' | 'renamed',
  before: Network | undefined,
  after: Network | undefined,
  edits: readonly Edit[],
): Draft {
  const network = (after ?? before) as Network;
  const was = before === undefined ? '' : `, which was ${quoted(before.name)},`;
  return draft({
    reason: 'network-changed',
    action,
    subject: subjectOf(network),
    from: action === 'renamed' && before !== undefined ? subjectOf(before) : undefined,
    message: `network ${quoted(network.name)}${action === 'renamed' ? was : ''} is ${action}`,
    at: places(before, after),
    edits,
  });
}

function subjectOf({ name }: Network): Subject {
  return { kind: 'network', name };
}
