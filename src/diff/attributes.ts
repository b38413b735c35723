import type { ReasonCode } from './reasons.ts';

/** Directives that say how servers are checked, globally or for a service. */
const CHECK = [
  'checktype',
  'service',
  'checkport',
  'checkinterval',
  'checkcommand',
  'request',
  'receive',
  'httpmethod',
  'virtualhost',
  'login',
  'passwd',
  'database',
  'secret',
  'checktimeout',
  'negotiatetimeout',
  'checkcount',
  'failurecount',
];

const FALLBACK = ['fallback', 'fallback6', 'fallbackcommand'];
const QUIESCENT = ['quiescent', 'readdquiescent', 'cleanstop'];
const MAIL = ['emailalert', 'emailalertfrom', 'emailalertfreq', 'emailalertstatus', 'smtp'];

/** Why a global directive matters, by its name. */
export const globalReasons = reasonsBy([
  ['global-check-changed', CHECK],
  ['global-fallback-changed', FALLBACK],
  ['global-quiescent-changed', QUIESCENT],
  ['global-daemon-changed', ['autoreload', 'fork', 'callback', 'logfile', 'maintenancedir']],
  ['global-mail-changed', MAIL],
]);

/** Why a value of a service matters, by the name of the directive or the key of the inventory. */
export const serviceReasons = reasonsBy([
  ['service-port-changed', ['ports', 'protocol']],
  ['service-mark-changed', ['fwmark']],
  ['service-forwarding-changed', ['forwarding']],
  ['service-scheduler-changed', ['scheduler', 'schedflags', 'ops']],
  ['service-check-changed', CHECK],
  ['service-persistence-changed', ['persistent', 'netmask']],
  ['service-fallback-changed', FALLBACK],
  ['service-quiescent-changed', QUIESCENT],
  ['service-notice-changed', [...MAIL, 'monitorfile', 'servicename', 'comment', 'load']],
]);

function reasonsBy(
  groups: readonly (readonly [ReasonCode, readonly string[]])[],
): ReadonlyMap<string, ReasonCode> {
  return new Map(
    groups.flatMap(([reason, names]) => names.map((name): [string, ReasonCode] => [name, reason])),
  );
}
