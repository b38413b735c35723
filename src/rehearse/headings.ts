import type { Order } from './model.ts';

/** What each kind of check belongs to, for people. */
const headings: Readonly<Record<string, string>> = {
  puppet: 'Puppet',
  daemon: 'Directors',
  configuration: 'Directors',
  table: 'Directors',
  bound: 'Real servers',
  neighbours: 'Clients',
  answers: 'Clients',
  'way-back': 'Clients',
  router: 'Clients',
  reload: 'Reload',
  'sysv-script': 'Reload',
  'sysv-start': 'Reload',
  'puppet-again': 'Puppet, a second time',
  'table-before': 'Before the change',
  'table-after': 'After the change',
  change: 'What clients noticed',
  'change-reversed': 'What clients noticed',
};

/** The heading above all that was tried of a change in one order. */
export function headingOfOrder(order: Order): string {
  return `The change, ${order}`;
}

/** The heading above a check; one that is not in the list is a drill. */
export function headingOf(check: string): string {
  return Object.hasOwn(headings, check) ? (headings[check] ?? '') : 'Drills';
}
