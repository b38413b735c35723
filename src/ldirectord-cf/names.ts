import ipaddr from 'ipaddr.js';
import { portNames } from '../inventory/port-names.ts';

/** Says the address of a name, as /etc/hosts and name servers do; undefined where it is not known here. */
export type HostLookup = (name: string, family: 4 | 6) => string | undefined;

/** An address as the daemon prints it, IPv6 in brackets; `invalid` where no machine has one; `unknown` where only others know. */
export type FoundHost = { readonly address: string } | 'invalid' | 'unknown';

/**
 * Finds an address as getaddrinfo(3) does for the daemon: numbers in every form of inet_aton(3), which includes `80` for
 * 0.0.0.80. Brackets are taken off wherever they stand.
 */
export function findHost(text: string, family: 4 | 6, lookup: HostLookup): FoundHost {
  const name = /\[([^\n]*)\]/.exec(text)?.[1] ?? text;
  // Without a name it is the machine itself.
  if (name === '') return { address: family === 4 ? '127.0.0.1' : '[::1]' };
  const numbers = numericIpv4(name);
  if (numbers !== undefined) return family === 4 ? { address: numbers } : 'invalid';
  const six = withoutDots(name);
  if (ipaddr.IPv6.isValid(six) && !six.includes('%')) {
    if (family === 6) return { address: `[${ipv6Text(six)}]` };
    const parsed = ipaddr.IPv6.parse(six);
    return parsed.isIPv4MappedAddress() ? { address: parsed.toIPv4Address().toString() } : 'invalid';
  }
  const found = lookup(name, family);
  return found === undefined ? 'unknown' : { address: family === 6 ? `[${ipv6Text(found)}]` : found };
}

/** Reads one to four numbers, decimal, octal or hexadecimal, of which the last fills what is left (inet_aton(3)). */
function numericIpv4(text: string): string | undefined {
  const parts = text.split('.');
  const values = parts.map(numberOf);
  const last = values.length - 1;
  if (last > 3) return undefined;
  let address = 0;
  for (const [index, value] of values.entries()) {
    if (value === undefined) return undefined;
    const bits = index === last ? 8 * (4 - last) : 8;
    if (value >= 2 ** bits) return undefined;
    address = address * 2 ** bits + value;
  }
  return ipv4Text(address);
}

function numberOf(text: string): number | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9][0-9]*$/.test(text) ? Number(text) : undefined;
}

/** Dotted text of a number of 32 bits. */
export function ipv4Text(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}

/** The number of dotted text. */
export function ipv4Number(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** An address of IPv6 with its last four numbers, where they are dotted, as two groups. */
export function withoutDots(text: string): string {
  const dotted = /(?<=:)([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})(?=\]?$)/.exec(text);
  if (dotted === null) return text;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255)) return text;
  const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
  return text.slice(0, dotted.index) + groups + text.slice(dotted.index + dotted[0].length);
}

/** As inet_ntop(3) of glibc: what holds an address of IPv4 ends in its dotted form. */
function ipv6Text(text: string): string {
  const parsed = ipaddr.IPv6.parse(text);
  const [high = 0, low = 0] = parsed.parts.slice(6);
  const zeros = parsed.parts.slice(0, 5).every((part) => part === 0);
  const dotted = ipv4Text(high * 65_536 + low);
  if (zeros && parsed.parts[5] === 0xff_ff) return `::ffff:${dotted}`;
  if (zeros && parsed.parts[5] === 0 && high !== 0) return `::${dotted}`;
  return parsed.toRFC5952String();
}

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Names of services(5) on Debian 12 that only datagrams have. */
const UDP_ONLY = set(
  'Clearcase afs3-bos afs3-callback afs3-fileserver afs3-kaserver afs3-prserver afs3-rmtsys afs3-update afs3-vlserver afs3-volser asf-rmcp babel biff bootpc bootps clearcase comsat dhcpv6-client dhcpv6-server fsp fspd iax icp icpv2 ipsec-nat-t ipx isakmp kerberos_master l2f l2tp mdns moira-ureg moira_ureg ms-sql-m netbios-dgm netbios-ns ntalk ntp passwd-server passwd_server predict ptp-event ptp-general route routed router rplay sgi-cmsd sgi-crsd sgi-gcd talk tftp who whod xdmcp zephyr-clt zephyr-hm zephyr-srv',
);

/** And those that have both; all others have streams alone. */
const TCP_AND_UDP = set(
  'asp chargen cmip-agent cmip-man codaauth2 codasrv codasrv-se datametrics daytime discard domain domain-s echo gdomap gnunet gnutella-rtr gnutella-svc https isns kdc kerberos kerberos-iv kerberos-master kerberos-sec kerberos4 kerberos5 kpasswd krb5 ldap ldaps ldp mon nfs null nut old-radacct old-radius openvpn portmapper radacct radius radius-acct rpc2portmap rtcm-sc104 rtsp sa-msg-port sink sip sip-tls snmp snmp-trap snmptrap source sunrpc svrloc syslog tacacs time timserver tinc ttytst venus venus-se',
);

/** Those of AppleTalk, which are found where any protocol will do. */
const OTHERS: ReadonlyMap<string, string> = new Map(Object.entries({ rtmp: '1', nbp: '2', zip: '6' }));

/**
 * Finds a port as the daemon does: a number below 65536 in the form in which it stands, or a name of services(5).
 * @param protocol undefined where any will do
 */
export function findPort(text: string, protocol: 'tcp' | 'udp' | 'fwm' | undefined): string | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text) < 65_536 ? text : undefined;
  const port = portNames.get(text)?.toString();
  switch (protocol) {
    case undefined:
      return port ?? OTHERS.get(text);
    case 'tcp':
      return UDP_ONLY.has(text) ? undefined : port;
    case 'udp':
      return UDP_ONLY.has(text) || TCP_AND_UDP.has(text) ? port : undefined;
    case 'fwm':
      return undefined;
  }
}
