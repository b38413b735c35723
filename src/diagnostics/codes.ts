import type { Severity } from './finding.ts';

/** What `lvs-puppet explain CODE` says about a finding, and how the tool treats it. */
export interface CodeEntry {
  readonly severity: Severity;
  readonly title: string;
  /** Why it matters: what would happen on the nodes. */
  readonly why: string;
  /** What a person does about it. */
  readonly fix: string;
  /** Where the rule comes from. */
  readonly source: string;
  /**
   * Whether a comment `# lvs-puppet: allow CODE - reason` silences it. Never for findings without which
   * there would be no meaningful output, or one that Puppet or ldirectord refuses.
   */
  readonly acknowledgeable: boolean;
}

function entry(
  severity: Severity,
  title: string,
  why: string,
  fix: string,
  source: string,
  acknowledgeable = false,
): CodeEntry {
  return { severity, title, why, fix, source, acknowledgeable };
}

const LANGUAGE = 'the inventory language of lvs-puppet';
const MEASURED = 'measured with ldirectord 4.12';

/** The one table of finding codes; codes are stable once released. */
export const codes = {
  'yaml-syntax': entry(
    'error',
    'The text is not YAML',
    'What cannot be parsed has no meaning that could be checked, so nothing else is reported for that part of the file.',
    'Repair the place that the finding names; the usual causes are a tab used for indentation, a missing blank after a colon and an unclosed quote.',
    'YAML 1.2',
  ),
  'yaml-duplicate-key': entry(
    'error',
    'A key stands twice in one map',
    'YAML readers keep one of the two without a word, and not all keep the same one.',
    'Remove one of the two, or merge them.',
    'YAML 1.2, section 3.2.1.3',
  ),
  'yaml-limit': entry(
    'error',
    'The inventory is larger or deeper than the language allows',
    'The limits (4 MiB of text, 100 levels, 1,000 aliases) keep a hostile or generated file from exhausting the machine that checks it.',
    'Split or shorten the file; an inventory of 1,000 services stays far below the limits.',
    LANGUAGE,
  ),
  'yaml-ambiguous': entry(
    'warning',
    'YAML 1.1 readers understand this value differently',
    'Ruby, and so Hiera, reads `010` as 8, `22:22` as 80520 and `on` as true, so the same text would mean something else when it is copied into Hiera data.',
    'Put the value in quotes if it is text, or write the number plainly.',
    'measured: YAML 1.2 against Ruby’s Psych',
    true,
  ),
  'unknown-key': entry(
    'error',
    'A key that the language does not have',
    'A misspelt key would be ignored, and the directive that was meant would silently not be in force.',
    'Use the name that the hint proposes; `lvs-puppet init -` prints an inventory with the usual keys.',
    LANGUAGE,
  ),
  'missing-key': entry(
    'error',
    'A key that must be there is missing',
    'The module cannot be written without this value, and a guess could take a service down.',
    'Add the key.',
    LANGUAGE,
  ),
  'wrong-type': entry(
    'error',
    'A value of the wrong kind',
    'A list where a map is expected, or text where a number is, has no meaning here.',
    'Write the value in the form that the finding names.',
    LANGUAGE,
  ),
  'invalid-value': entry(
    'error',
    'A value outside what is allowed',
    'ldirectord takes the first digits of whatever it is given and knows only certain words, so a wrong value is either refused by the daemon or, worse, read as something else.',
    'Use one of the values that the finding names.',
    'ldirectord(8); ' + MEASURED,
  ),
  'invalid-name': entry(
    'error',
    'A name that Puppet, ldirectord or the kernel could not use',
    'Names become Puppet variables, class names, host names and interface names; other characters would be a syntax error there, or code.',
    'Use a name of the form that the finding gives.',
    'the Puppet language: reserved words and allowed names; RFC 1123 for host names',
  ),
  'invalid-address': entry(
    'error',
    'Not an IP address',
    'ldirectord resolves whatever is not an address as a host name, once, while it reads the file: a mistyped address then depends on DNS, or the whole file is refused.',
    'Write a plain IPv4 or IPv6 address, without port and without prefix.',
    MEASURED,
  ),
  'control-character': entry(
    'error',
    'A control character in a text',
    'A line break would end the line in ldirectord.cf and start another directive; a tab becomes four blanks even inside quotes.',
    'Write the text on one line, without tabs.',
    MEASURED,
  ),
  'hash-in-directive': entry(
    'error',
    'A # in the value of a directive',
    'ldirectord cuts a section line at the first #, even inside quotes, so the rest of the value would be lost or the line refused.',
    'Leave the # out; in a regular expression a dot stands for it.',
    MEASURED,
  ),
  'literal-secret': entry(
    'error',
    'A secret written into the inventory',
    'The inventory is under version control and in pull requests; a password there is known to everybody.',
    'Write `{ hiera: KEY }` and keep the value in (encrypted) Hiera data.',
    LANGUAGE,
  ),
  'directive-refused': entry(
    'error',
    'A directive that does not fit a managed daemon',
    '`supervised` keeps ldirectord in the foreground, so the service unit would wait for ever; `execute` starts further daemons that nobody manages.',
    'Remove the directive.',
    'ldirectord(8)',
  ),
  'not-yet-supported': entry(
    'error',
    'Part of the language that this version does not emit yet',
    'Leaving it out in silence would give a module that does less than the inventory says.',
    'Remove it, or use a later version of lvs-puppet.',
    LANGUAGE,
  ),
  'unknown-reference': entry(
    'error',
    'A reference to something that the inventory does not define',
    'The service would have no address to listen on.',
    'Define it, or use the name that the hint proposes.',
    LANGUAGE,
  ),
  'role-variable-clash': entry(
    'error',
    'Two role lists would be one Puppet variable',
    'The list of a role is a parameter named like the role, with - as _, plus “servers”; two parameters of one name do not compile, and one that meets another parameter would overwrite it.',
    'Rename one of the roles.',
    LANGUAGE,
  ),
  'duplicate-service-name': entry(
    'error',
    'Two services of one name',
    'A service is overridden and reported by its name, so the name must be unique in the whole inventory.',
    'Rename one of them, for example by putting the role in front.',
    LANGUAGE,
  ),
  'duplicate-virtual-service': entry(
    'error',
    'Two services on one virtual IP, port and protocol',
    'ldirectord refuses the whole file (“duplicate virtual server”) and keeps none of the services.',
    'Give one of them another port or another virtual IP.',
    MEASURED,
  ),
  'duplicate-virtual-ip': entry(
    'error',
    'One address under two virtual IP names',
    'The address would be bound twice, and removing one name would take the address from the services of the other.',
    'Keep one of the names and let all services refer to it.',
    LANGUAGE,
  ),
  'port-mapped-in-gate': entry(
    'error',
    'Direct routing cannot change the port',
    'With gate the packet reaches the real server unchanged, so the service must listen on the virtual port. ldirectord accepts another port without a word, checks that one, and clients are refused.',
    'Drop the port of the server, or let the service listen on the virtual port.',
    'ipvsadm(8), option -r; the documentation’s bold rule; ' + MEASURED,
  ),
  'virtual-ip-is-host-address': entry(
    'error',
    'A virtual IP is also the address of a host',
    'Two machines would answer ARP for the address, or the director would forward to itself.',
    'Take an address for the virtual IP that no machine uses.',
    'LVS-HOWTO, LVS-DR',
    true,
  ),
  'address-of-two-hosts': entry(
    'error',
    'One address under two host names',
    'One of the two is a mistake. In one pool it is worse: ldirectord takes the same server twice without a word, the last weight wins, and the table flaps.',
    'Correct the address, or use one host name for the machine.',
    MEASURED,
  ),
  'host-with-two-addresses': entry(
    'error',
    'One host name with two addresses',
    'A host may have several roles, but under one address (of each family): a second one is nearly always a mistyped one, and the director would send clients to a machine that is not there.',
    'Give the host the same address in every role.',
    LANGUAGE,
    true,
  ),
  'service-without-servers': entry(
    'error',
    'A service in production without a real server',
    'The virtual IP would be announced and every connection refused.',
    'Add servers to the role, write `servers: discover`, or set `state: setup` while there are none.',
    LANGUAGE,
    true,
  ),
  'unknown-scheduler': entry(
    'error',
    'A scheduler that the kernel does not have',
    'ldirectord passes any lower-case word on. ipvsadm then fails at run time and the service does not exist, while the check of the configuration file said nothing.',
    'Use one of rr, wrr, lc, wlc, lblc, lblcr, dh, sh, sed, nq, fo, ovf, mh.',
    'ipvsadm(8); ' + MEASURED,
  ),
  'invalid-receive': entry(
    'error',
    'The regular expression is not valid',
    'ldirectord does not compile `receive` when it reads the file; an invalid expression ends the daemon at the first answer of a server and leaves the table as it is.',
    'Correct the expression; put a backslash before characters that are meant literally. Some valid rarities are refused as well, because they can end the daemon while it matches or depend on the version of Perl: code blocks, recursion, conditionals, verbs, look-behind over more than plain characters.',
    MEASURED + '; perlre(1)',
  ),
  'address-family-mismatch': entry(
    'error',
    'IPv4 and IPv6 mixed in one service',
    'ldirectord refuses IPv6 real servers under `virtual` and IPv4 ones under `virtual6`; direct routing does not translate.',
    'Use a virtual IP of the servers’ family, or make two services.',
    MEASURED,
  ),
  'vip-without-owner': entry(
    'error',
    'Two directors and nobody who decides which one owns the virtual IPs',
    'With `ha: none` every director binds the virtual IPs, so two machines answer ARP and clients reach either, at random.',
    'Keep one director, or set `ha: external` and let pacemaker or keepalived move the addresses.',
    'LVS-HOWTO; ' + LANGUAGE,
    true,
  ),
  'kick-to-unknown-role': entry(
    'error',
    'A kick to a role that is no target',
    'Nobody would be kicked, and nothing would say so. The directors’ role is no target either: every role kicks it anyway.',
    'Correct the name of the role, or remove the kick.',
    'puppet-kicker',
  ),
  'kick-cycle': entry(
    'error',
    'The kicks go round in a circle',
    'A role that kicks itself, straight or through others, runs the agents of all of them for ever. Every role also kicks the directors’ role, so that one cannot be a role with kicked servers of its own.',
    'Remove one of the kicks; the finding prints the whole circle.',
    'puppet-kicker: it has no cycle detection (measured: endless runs on Puppet 7 and 8)',
  ),
  'discover-without-kicker': entry(
    'error',
    '`discover` needs the kicker module',
    'The servers are asked from `servers_with_role`, a function of the kicker module; with `kicker.module: none` the catalog would not compile.',
    'List the servers, or use `kicker: { module: external }`.',
    'puppet-kicker',
  ),
  'schedflags-mismatch': entry(
    'error',
    'A scheduler flag of another scheduler',
    'ldirectord passes the flags on, and ipvsadm refuses one that its scheduler does not know (“incompatible scheduler flag”). The service then does not exist, while the check of the configuration file said nothing. Without `scheduler` ldirectord takes wrr, which has no flags.',
    'Use sh with sh-fallback and sh-port, mh with mh-fallback and mh-port, or remove the flag.',
    'ipvsadm(8), option -b; measured with ipvsadm 1.31',
  ),
  'threshold-order': entry(
    'error',
    'A lower threshold that is not below the upper one',
    'The kernel refuses a server whose lower threshold is above its upper one, also where the upper one is left out or 0, which means none: ipvsadm fails at run time and the server never gets a client. With two equal ones it would be taken out and in again at every connection.',
    'Set `upper_threshold` above `lower_threshold`. Without a lower one the kernel takes three quarters of the upper one.',
    'ipvsadm(8), options -x and -y; the kernel’s ip_vs_add_dest',
  ),
  'secret-variable-clash': entry(
    'error',
    'Two secrets would be one Puppet parameter',
    'A secret is a parameter named like its service, with - as _, plus the directive; two parameters of one name do not compile.',
    'Rename one of the services.',
    LANGUAGE,
  ),
  'udp-connect-check': entry(
    'error',
    'UDP has nothing to connect to',
    'For UDP ldirectord makes a ping of `checktype: connect`, so a server whose service died stays in the pool as long as the machine answers. With a number, the connects between two negotiates always succeed.',
    'Use `checktype: negotiate` with dns, sip, radius or simpletcp, or `external` with a program that asks the service. If a ping is what you want, write `checktype: ping`.',
    MEASURED,
    true,
  ),
  'external-check-without-command': entry(
    'error',
    'An external check without a command',
    'ldirectord takes /bin/true instead. As a program that always succeeds, so dead servers stay in the pool; for external-perl it is no Perl, so no server is ever up.',
    'Add `checkcommand`, the absolute path of a program that gets the addresses and ports of the virtual service and of the server as arguments.',
    MEASURED,
  ),
  'sql-check-without-query': entry(
    'error',
    'A check of a database without login or query',
    'For mysql, pgsql and oracle ldirectord needs `login` and `request`, the query. Without one of them it logs an error at every round and the server is never up. The check of a port is that of its usual service, so port 3306 is mysql even where `service` is left out.',
    'Add `login` and a `request` that finds at least one row, or use `checktype: connect`.',
    MEASURED,
  ),
  'check-without-request': entry(
    'error',
    'A check that does not say what to ask',
    'dns asks for the root of the name space, which has no address, and http_proxy needs a whole URL, which it cannot make from a path. No server is ever up.',
    'Add `request`: the name to look up for dns, a URL for http_proxy.',
    MEASURED,
  ),
  'check-without-receive': entry(
    'error',
    'A check that compares the answer with nothing',
    'dns counts only addresses that match `receive`, so without it no server is ever up. ftp compares the file that it gets, so without `receive` even a dead server is up. simpletcp without it compares with the last pattern that Perl has used: where `request` holds `\\n`, no server is ever up.',
    'Add `receive`, a regular expression that the right answer matches.',
    MEASURED,
  ),
  'head-with-receive': entry(
    'error',
    'HEAD gets no body to find anything in',
    'The answer to HEAD has no body, and `receive` is looked for in the body only, so no server is ever up.',
    'Use `httpmethod: GET`, or remove `receive`: then the status of the answer decides.',
    MEASURED,
  ),
  'unused-virtual-ip': entry(
    'warning',
    'A virtual IP that no service uses',
    'It is bound on no node; often the service that needs it names another one by mistake.',
    'Remove it, or let a service use it.',
    LANGUAGE,
    true,
  ),
  'netmask-without-persistent': entry(
    'warning',
    'A netmask that has no effect',
    'ldirectord hands the netmask to ipvsadm only for persistent services and ignores it silently otherwise.',
    'Add `persistent`, or remove the netmask.',
    MEASURED,
    true,
  ),
  'weight-ignored': entry(
    'warning',
    'The scheduler ignores weights',
    'rr, lc and dh look only whether a weight is zero, so the servers get equal shares whatever the inventory says.',
    'Use wrr or wlc, or remove the weight.',
    'ipvsadm(8); the kernel’s ip_vs_dh',
    true,
  ),
  'hash-scheduler-without-fallback': entry(
    'warning',
    'A hashing scheduler with a server that takes no clients',
    'sh, mh and dh go on choosing a server of weight zero, or one above its upper threshold, and drop its clients; only the fallback flag of sh and mh makes them choose again. Draining sets the weight to zero, and so does `quiescent` for servers that died.',
    'Add `schedflags: sh-fallback` (or mh-fallback), use another scheduler, retire the server, or set `quiescent: false`.',
    'ipvsadm(8), scheduler flags sh-fallback and mh-fallback; the kernel’s ip_vs_dh',
    true,
  ),
  'network-mismatch-in-gate': entry(
    'warning',
    'Director and real server in different networks',
    'Direct routing rewrites only the destination MAC address, so both must be on one link; a router between them drops the packets.',
    'Put them into one network, or correct `networks`.',
    'LVS-HOWTO, LVS-DR',
    true,
  ),
  'director-is-real-server': entry(
    'warning',
    'A director is a real server of its own service',
    'IPVS forwards to itself as Local whatever the method says, and with a second director the packets can loop.',
    'Run the service elsewhere, or accept it on a single director.',
    'ipvsadm(8), notes',
    true,
  ),
  'check-cycle-too-long': entry(
    'warning',
    'One round of health checks can take longer than three intervals',
    'ldirectord checks every server one after another and only then sleeps; with `fork` it does so for each service by itself. Each dead one costs its time-out (5 s to connect, 30 s to negotiate, unless the inventory says otherwise), and a server that dies meanwhile stays in the pool for the whole round.',
    'Lower `checktimeout`, raise `checkinterval`, or check fewer services.',
    'ldirectord’s source',
    true,
  ),
  'checkcommand-unused': entry(
    'warning',
    'A check command that is never run',
    'Only the check types external and external-perl run it; others check something else, and nobody notices.',
    'Use `checktype: external`, or remove `checkcommand`.',
    MEASURED,
    true,
  ),
  'check-of-nothing': entry(
    'warning',
    'Servers are up without any check',
    'Without `checktype` ldirectord negotiates, and without `service` it infers from the port what. For a port that it does not know, or with `service: none`, nothing is asked and every server is up, dead or alive. With a number as check type a dead server comes and goes.',
    'Use `checktype: connect`, or set `service`. If no check is what you want, write `checktype: on`.',
    MEASURED,
    true,
  ),
  'check-protocol-mismatch': entry(
    'warning',
    'The check speaks another protocol than the service',
    'The checks of dns, sip and simpletcp follow the protocol of the service. radius is always asked over UDP, all others over TCP, so the check says nothing about the port that clients use, and servers that do not listen there, too, are never up.',
    'Correct `protocol`, or use a check that fits. A server that speaks both, as for HTTP/3, is a reason to allow it.',
    'ldirectord’s source',
    true,
  ),
  'ops-on-tcp': entry(
    'warning',
    'One-packet scheduling has no effect on TCP',
    'ldirectord hands `ops` to ipvsadm for UDP only and ignores it silently otherwise.',
    'Remove `ops`, or set `protocol: udp`.',
    MEASURED,
    true,
  ),
  'scheduler-not-for-udp': entry(
    'warning',
    'A scheduler that counts connections, with UDP',
    'ovf goes on to the next server when the active connections of one exceed its weight. UDP has no connections that begin and end, so their number says little.',
    'Use another scheduler.',
    'ipvsadm(8), scheduler ovf',
    true,
  ),
  'ftp-without-persistent': entry(
    'warning',
    'FTP that is not persistent',
    'In direct routing the data connection of FTP goes to another port of the virtual IP. The kernel lets it follow the control connection only where the service on port 21 is persistent.',
    'Add `persistent`.',
    'ipvsadm(8), option -p',
    true,
  ),
  'checkinterval-without-fork': entry(
    'warning',
    'An interval of one service that has no effect',
    'Without `fork` one process checks all services and sleeps for the global interval; ldirectord warns about the one of a service and ignores it.',
    'Set `checkinterval` under `ldirectord`, or `fork: yes` there.',
    MEASURED,
    true,
  ),
  'autoreload-with-puppet': entry(
    'warning',
    'ldirectord reads its file again by itself',
    'The module reloads ldirectord when its file changed and has been validated. With `autoreload` ldirectord also reads what anybody else writes there; where it cannot, it goes on with defaults for all global directives below the mistake, and may keep dead servers in the pool.',
    'Remove `autoreload`.',
    MEASURED,
    true,
  ),
  'mail-without-alert': entry(
    'warning',
    'Settings for mails that are never sent',
    'ldirectord sends mails to the addresses in `emailalert` only. Without any, the sender, the frequency, the events and the mail server have no effect.',
    'Add `emailalert`, or remove the setting.',
    'ldirectord’s source',
    true,
  ),
  'unused-acknowledgement': entry(
    'warning',
    'A comment allows a finding that is not there',
    'Left behind, it would silence the finding when it comes back for another reason.',
    'Remove the comment, or move it to the line of the finding or the one above.',
    LANGUAGE,
  ),
  'puppet-syntax': entry(
    'error',
    'Puppet refuses the manifest or template',
    'An agent that gets this module fails its run, or the server cannot compile a catalog.',
    'Correct the place that Puppet names.',
    'puppet parser validate, puppet epp validate',
  ),
  'erb-syntax': entry(
    'error',
    'The ERB template is not valid Ruby',
    'The catalog does not compile as soon as the template is used.',
    'Correct the place that Ruby names.',
    'Ruby’s own parser, with trim mode - as Puppet uses it',
  ),
  'metadata-invalid': entry(
    'error',
    'metadata.json is not what Puppet expects',
    'Module tools refuse the module, and `puppet module list` reports it as broken.',
    'Correct the key that the finding names.',
    'the metadata.json schema of Puppet modules',
  ),
  'hiera-yaml-invalid': entry(
    'error',
    'Hiera data is not valid YAML',
    'Every lookup that reads the file fails, and so does every catalog.',
    'Correct the place that the finding names.',
    'Hiera 5',
  ),
  'ldirectord-refused': entry(
    'error',
    'ldirectord refuses the configuration file',
    'The daemon does not start with it; a running daemon that is told to reload it loses its pid file.',
    'Correct the line that ldirectord names.',
    MEASURED,
  ),
} as const satisfies Record<string, CodeEntry>;

/** The name of a kind of finding, for example `port-mapped-in-gate`. */
export type FindingCode = keyof typeof codes;

/** Whether a text is the name of a finding code. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(codes, text);
}
