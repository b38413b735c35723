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
    'rr and lc look only whether a weight is zero, so the servers get equal shares whatever the inventory says.',
    'Use wrr or wlc, or remove the weight.',
    'ipvsadm(8)',
    true,
  ),
  'hash-scheduler-without-fallback': entry(
    'warning',
    'A hashing scheduler with a server of weight zero',
    'sh and mh go on choosing a server of weight zero and drop its clients, unless the scheduler has its fallback flag. Draining sets the weight to zero, and so does `quiescent` for servers that died.',
    'Use another scheduler while servers are drained, retire the server, or set `quiescent: false`.',
    'ipvsadm(8), scheduler flags sh-fallback and mh-fallback',
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
    'ldirectord checks every server one after another and only then sleeps. Each dead one costs its time-out (5 s to connect, 30 s to negotiate, unless the inventory says otherwise), and a server that dies meanwhile stays in the pool for the whole round.',
    'Lower `checktimeout`, raise `checkinterval`, or check fewer services.',
    'ldirectord’s source, fork=no',
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
