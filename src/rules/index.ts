import { addedWithoutSetup } from './added-without-setup.ts';
import { addressFamilyMismatch } from './address-family-mismatch.ts';
import { addressOfTwoHosts } from './address-of-two-hosts.ts';
import { autoreloadWithPuppet } from './autoreload-with-puppet.ts';
import { checkCycleTooLong } from './check-cycle-too-long.ts';
import { checkOfNothing } from './check-of-nothing.ts';
import { checkProtocolMismatch } from './check-protocol-mismatch.ts';
import { checkWithoutIpv6 } from './check-without-ipv6.ts';
import { checkWithoutReceive } from './check-without-receive.ts';
import { checkWithoutRequest } from './check-without-request.ts';
import { checkcommandUnused } from './checkcommand-unused.ts';
import { checkintervalWithoutFork } from './checkinterval-without-fork.ts';
import { directorIsRealServer } from './director-is-real-server.ts';
import { discoverWithoutKicker } from './discover-without-kicker.ts';
import { dnsReceiveIpv6 } from './dns-receive-ipv6.ts';
import { duplicateVirtualIp } from './duplicate-virtual-ip.ts';
import { duplicateVirtualService } from './duplicate-virtual-service.ts';
import { externalCheckWithoutCommand } from './external-check-without-command.ts';
import { fallbackByName } from './fallback-by-name.ts';
import { fallbackOutOfReach } from './fallback-out-of-reach.ts';
import { ftpWithoutPersistent } from './ftp-without-persistent.ts';
import { fwmarkWithGlobalFallback } from './fwmark-with-global-fallback.ts';
import { fwmarkWithoutCheck } from './fwmark-without-check.ts';
import { fwmarkWithoutPersistent } from './fwmark-without-persistent.ts';
import { hashSchedulerWithoutFallback } from './hash-scheduler-without-fallback.ts';
import { headWithReceive } from './head-with-receive.ts';
import { hostWithTwoAddresses } from './host-with-two-addresses.ts';
import { imapCheckPort } from './imap-check-port.ts';
import { invalidReceive } from './invalid-receive.ts';
import { kickCycle } from './kick-cycle.ts';
import { kickToUnknownRole } from './kick-to-unknown-role.ts';
import { leadingSlashLost } from './leading-slash-lost.ts';
import { mailWithoutAlert } from './mail-without-alert.ts';
import { negotiationUnused } from './negotiation-unused.ts';
import { netmaskWithoutPersistent } from './netmask-without-persistent.ts';
import { networkMismatchInGate } from './network-mismatch-in-gate.ts';
import { opsOnTcp } from './ops-on-tcp.ts';
import { opsWithMasq } from './ops-with-masq.ts';
import { popCheckWithoutLogin } from './pop-check-without-login.ts';
import { portMappedInGate } from './port-mapped-in-gate.ts';
import { roleVariableClash } from './role-variable-clash.ts';
import { schedflagsMismatch } from './schedflags-mismatch.ts';
import { schedulerNotForUdp } from './scheduler-not-for-udp.ts';
import { secretVariableClash } from './secret-variable-clash.ts';
import { serviceWithoutServers } from './service-without-servers.ts';
import { serviceWithoutWeight } from './service-without-weight.ts';
import { sqlCheckWithoutQuery } from './sql-check-without-query.ts';
import { thresholdOrder } from './threshold-order.ts';
import { twoWaysBack } from './two-ways-back.ts';
import { udpConnectCheck } from './udp-connect-check.ts';
import { udpWithoutOps } from './udp-without-ops.ts';
import { unknownScheduler } from './unknown-scheduler.ts';
import { unusedVirtualIp } from './unused-virtual-ip.ts';
import { vipWithoutOwner } from './vip-without-owner.ts';
import { virtualIpIsHostAddress } from './virtual-ip-is-host-address.ts';
import { virtualIpOfTwoMethods } from './virtual-ip-of-two-methods.ts';
import { weightIgnored } from './weight-ignored.ts';
import type { ChangeRule, Rule } from './rule.ts';

/** Every semantic rule, in the order of the table of finding codes. */
export const allRules: readonly Rule[] = [
  roleVariableClash,
  duplicateVirtualService,
  duplicateVirtualIp,
  portMappedInGate,
  virtualIpOfTwoMethods,
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
  fwmarkWithoutCheck,
  fwmarkWithGlobalFallback,
  schedflagsMismatch,
  thresholdOrder,
  secretVariableClash,
  udpConnectCheck,
  externalCheckWithoutCommand,
  sqlCheckWithoutQuery,
  checkWithoutRequest,
  checkWithoutReceive,
  dnsReceiveIpv6,
  popCheckWithoutLogin,
  imapCheckPort,
  checkWithoutIpv6,
  headWithReceive,
  leadingSlashLost,
  unusedVirtualIp,
  netmaskWithoutPersistent,
  serviceWithoutWeight,
  weightIgnored,
  hashSchedulerWithoutFallback,
  fallbackOutOfReach,
  fallbackByName,
  networkMismatchInGate,
  twoWaysBack,
  directorIsRealServer,
  checkCycleTooLong,
  checkcommandUnused,
  negotiationUnused,
  checkOfNothing,
  checkProtocolMismatch,
  opsOnTcp,
  opsWithMasq,
  udpWithoutOps,
  schedulerNotForUdp,
  ftpWithoutPersistent,
  fwmarkWithoutPersistent,
  checkintervalWithoutFork,
  autoreloadWithPuppet,
  mailWithoutAlert,
];

/** Every semantic rule that compares two inventories. */
export const allChangeRules: readonly ChangeRule[] = [addedWithoutSetup];
