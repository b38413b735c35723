import { addressFamilyMismatch } from './address-family-mismatch.ts';
import { addressOfTwoHosts } from './address-of-two-hosts.ts';
import { checkCycleTooLong } from './check-cycle-too-long.ts';
import { directorIsRealServer } from './director-is-real-server.ts';
import { discoverWithoutKicker } from './discover-without-kicker.ts';
import { duplicateVirtualIp } from './duplicate-virtual-ip.ts';
import { duplicateVirtualService } from './duplicate-virtual-service.ts';
import { hashSchedulerWithoutFallback } from './hash-scheduler-without-fallback.ts';
import { hostWithTwoAddresses } from './host-with-two-addresses.ts';
import { invalidReceive } from './invalid-receive.ts';
import { kickCycle } from './kick-cycle.ts';
import { kickToUnknownRole } from './kick-to-unknown-role.ts';
import { netmaskWithoutPersistent } from './netmask-without-persistent.ts';
import { networkMismatchInGate } from './network-mismatch-in-gate.ts';
import { portMappedInGate } from './port-mapped-in-gate.ts';
import { roleVariableClash } from './role-variable-clash.ts';
import { serviceWithoutServers } from './service-without-servers.ts';
import { unknownScheduler } from './unknown-scheduler.ts';
import { unusedVirtualIp } from './unused-virtual-ip.ts';
import { vipWithoutOwner } from './vip-without-owner.ts';
import { virtualIpIsHostAddress } from './virtual-ip-is-host-address.ts';
import { weightIgnored } from './weight-ignored.ts';
import type { Rule } from './rule.ts';

/** Every semantic rule, in the order of the table of finding codes. */
export const allRules: readonly Rule[] = [
  roleVariableClash,
  duplicateVirtualService,
  duplicateVirtualIp,
  portMappedInGate,
  virtualIpIsHostAddress,
  addressOfTwoHosts,
  hostWithTwoAddresses,
  serviceWithoutServers,
  unknownScheduler,
  invalidReceive,
  addressFamilyMismatch,
  vipWithoutOwner,
  kickToUnknownRole,
  kickCycle,
  discoverWithoutKicker,
  unusedVirtualIp,
  netmaskWithoutPersistent,
  weightIgnored,
  hashSchedulerWithoutFallback,
  networkMismatchInGate,
  directorIsRealServer,
  checkCycleTooLong,
];
