import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, type CliRun } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

function write(name: string, text: string): void {
  writeFileSync(join(folder.path, name), text);
}

function run(args: readonly string[], stdin = ''): Promise<CliRun> {
  return runCli(args, { cwd: folder.path, stdin });
}

const HOSTS = '172.31.8.11 rabbitmq1.oe.example\n172.31.8.12 rabbitmq2.oe.example\n172.31.8.100 messaging\n';
const CONFIG = `checktimeout=3

# message broker
virtual=172.31.8.100:5672
	real=172.31.8.11:5672 gate
	real=172.31.8.12:5672 gate 2
	checktype=connect
	scheduler=wlc
`;

describe('import', () => {
  test('makes an inventory of a file, which renders to the same services', async () => {
    write('ldirectord.cf', CONFIG);
    write('hosts', HOSTS);
    const imported = await run(['import', 'ldirectord.cf', '--hosts', 'hosts']);
    expect(imported).toEqual({
      exitCode: 0,
      stderr: 'no findings\n',
      stdout: `version: 1

directors:
  interface: eth0
  # The hosts that run ldirectord, which the file does not name: HOST: ADDRESS
  hosts: {}

ldirectord:
  checktimeout: 3

virtual_ips:
  messaging: 172.31.8.100

roles:
  rabbitmq:
    description: 'message broker'
    servers:
      rabbitmq1.oe.example: 172.31.8.11
      rabbitmq2.oe.example: { address: 172.31.8.12, weight: 2 }
    services:
      amqp: { virtual_ip: messaging, port: 5672, scheduler: wlc, checktype: connect }
`,
    });
    const rendered = await run(['render', '-'], imported.stdout);
    expect(rendered.stdout).toContain(
      'virtual=172.31.8.100:5672\n\treal=172.31.8.11:5672 gate 1\n\treal=172.31.8.12:5672 gate 2\n',
    );
  });

  test('writes a new file, never over one that is there, and says what to do next', async () => {
    write('ldirectord.cf', CONFIG);
    const first = await run(['import', 'ldirectord.cf', '-o', 'lvs.yaml']);
    expect(first).toEqual({
      exitCode: 0,
      stdout: '',
      stderr:
        'no findings\nwrote lvs.yaml\nnext: name the directors in it, then run: lvs-puppet lint lvs.yaml\n',
    });
    const text = readFileSync(join(folder.path, 'lvs.yaml'), 'utf8');
    expect((await run(['lint', 'lvs.yaml'])).exitCode).toBe(0);
    const second = await run(['import', 'ldirectord.cf', '-o', 'lvs.yaml']);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain('lvs.yaml exists already; it is left as it is');
    expect(readFileSync(join(folder.path, 'lvs.yaml'), 'utf8')).toBe(text);
  });

  test('goes on after mistakes, and keeps what it cannot take over as comments, without passwords', async () => {
    write(
      'ldirectord.cf',
      `${CONFIG}\tmonitorfil="/tmp/x"\nvirtual=7\n\treal=172.31.8.11 gate\n\tpasswd="hunter2"\n` +
        'virtual=nowhere:25\n\treal=172.31.8.12:25 gate\n',
    );
    const { exitCode, stdout, stderr } = await run(['import', 'ldirectord.cf']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      [
        '# Not taken over:',
        '# ldirectord.cf:9: monitorfil="/tmp/x"',
        '# ldirectord.cf:10: virtual=7',
        '# ldirectord.cf:11: real=172.31.8.11 gate',
        '# ldirectord.cf:12: passwd=*********',
        '# ldirectord.cf:13: virtual=nowhere:25',
        '# ldirectord.cf:14: real=172.31.8.12:25 gate',
        'roles:',
      ].join('\n'),
    );
    expect(stderr).toContain('error cf-unknown-directive: monitorfil is no directive');
    expect(stderr).toContain('hint: did you mean monitorfile?');
    expect(stderr).toContain('1 error, 2 warnings\n');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  test('shows no password, wherever it stands and however its name is written', async () => {
    const lines = [
      '\t#passwd="hunter1"',
      '\tpassword="hunter2"',
      '\tpasswd "hunter3"',
      '\tPasswd: hunter4',
      '\treal=172.31.8.13:5672 gate passwd="hunter5"',
      '\tlogin=x # secret=hunter6',
      '\tpasswd="a\u2028hunter7"',
    ];
    write('ldirectord.cf', `${CONFIG}${lines.join('\n')}\n`);
    for (const args of [['import'], ['validate'], ['validate', '--format', 'json']]) {
      const { stdout, stderr } = await run([...args, 'ldirectord.cf']);
      expect(stdout + stderr, args.join(' ')).not.toMatch(/hunter/);
    }
  });

  test('gives names that an inventory can have, each once', async () => {
    write('hosts', '172.31.8.11 MQ.oe.example\n172.31.8.12 mq.oe.example\n');
    write(
      'ldirectord.cf',
      'virtual=172.31.8.100:5672\n\treal=172.31.8.11:5672 masq\n\treal=172.31.8.11:5673 masq\n\treal=172.31.8.12:5672 masq\n' +
        '# web\tfront\u2028end\nvirtual6=[2001:db8:1111:2222:3333:4444:5555:6666]:80\n\treal6=[2001:db8::1]:80 gate\n',
    );
    const { stdout, stderr } = await run(['import', 'ldirectord.cf', '--hosts', 'hosts']);
    expect(stdout).toContain('MQ.oe.example: 172.31.8.11\n      host-172-31-8-12: 172.31.8.12\n');
    expect(stdout).toContain("description: 'web front end'\n");
    expect(stderr).toContain(':3:7: warning import-left-out: 172.31.8.11 on port 5673 is left out');
    const { stdout: linted } = await run(['lint', '-'], stdout);
    expect(linted).not.toMatch(/invalid-name|yaml-duplicate-key|control-character/);
  });

  test('has one service of two files that have it, and tells of the other', async () => {
    write('a.cf', CONFIG);
    write('b.cf', CONFIG);
    const { stdout, stderr } = await run(['import', 'a.cf', 'b.cf']);
    expect(stderr).toContain('b.cf:4:9: warning import-left-out: the service is left out: a.cf has it, too');
    expect((await run(['lint', '-'], stdout)).exitCode).toBe(0);
  });

  test.each([
    ['', 'there is no service that could be imported'],
    [
      '-A -t 10.0.0.1:80 -s rr --pe sip\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -i -w 1 --tun-type gue\n',
      '--pe is left out',
    ],
    [
      '-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.1.1:80 -i -w 1 --tun-type gue\n',
      '--tun-type is left out',
    ],
  ])('says of %j that %s', async (text, message) => {
    write('x', text);
    expect((await run(['import', 'x'])).stderr).toContain(message);
  });

  test('makes one inventory of several files, in which the first has the say', async () => {
    write('a.cf', CONFIG);
    write('b.cf', CONFIG.replace('checktimeout=3', 'checktimeout=4').replaceAll('5672', '5671'));
    const { exitCode, stdout, stderr } = await run(['import', 'a.cf', 'b.cf']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('checktimeout: 3\n');
    expect(stdout).toMatch(/ amqp: \{[^]* amqps: \{/);
    expect(stderr).toContain('b.cf:1:14: warning import-left-out: checktimeout=4 is left out');
  });

  test('says that a directive of one file counts for the services of the other', async () => {
    write('a.cf', CONFIG);
    write('b.cf', CONFIG.replace('checktimeout=3', 'quiescent=no').replaceAll('5672', '5671'));
    const { stdout, stderr } = await run(['import', 'a.cf', 'b.cf']);
    expect(stderr).toContain(
      'a.cf:1:14: note import-normalised: checktimeout=3 counts for the services of b.cf, too',
    );
    expect(stderr).toContain(
      'b.cf:1:11: note import-normalised: quiescent=no counts for the services of a.cf, too',
    );
    expect(stdout).toContain('ldirectord:\n  checktimeout: 3\n  quiescent: false\n');
  });

  test('tells a value that the daemon takes and an inventory does not', async () => {
    write('ldirectord.cf', CONFIG.replace('gate 2', 'gate 99999999999'));
    const { exitCode, stderr } = await run(['import', 'ldirectord.cf']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('ldirectord.cf:6:7: error invalid-value: weight must be');
  });

  test('keeps keys of Hiera apart, however long the name of their service is', async () => {
    const name = 'a-name-for-a-service-as-long-as-they-get';
    const section = (port: number, end: string): string =>
      `# ${name}${end}\nvirtual=172.31.8.100:${port}\n\treal=172.31.8.11:${port} gate\n\tservice=ftp\n\tlogin="x"\n\tpasswd="y"\n\n`;
    write('ldirectord.cf', section(21, 'a') + section(2121, 'b'));
    const { stdout } = await run(['import', 'ldirectord.cf', '-o', '-']);
    const key = name.replaceAll('-', '_');
    expect(stdout).toContain(`hiera: 'lvs::${key}a_passwd'`);
    expect(stdout).toContain(`hiera: 'lvs::${key}b_passwd'`);
  });

  test('names a service by what its port is with its protocol', async () => {
    const section = (port: number, protocol: string): string =>
      `virtual=172.31.8.100:${port}\n\treal=172.31.8.11:${port} gate\n\tprotocol=${protocol}\n\tchecktype=ping\n\n`;
    write('ldirectord.cf', section(21, 'tcp') + section(21, 'udp') + section(8125, 'udp'));
    const { stdout } = await run(['import', 'ldirectord.cf']);
    for (const name of ['ftp', 'fsp-udp', 'port-8125-udp']) expect(stdout).toContain(`\n      ${name}: {`);
  });

  test('takes the table of a running director from a pipe', async () => {
    const table =
      '-A -t 172.31.8.100:5672 -s wlc -p 600\n-a -t 172.31.8.100:5672 -r 172.31.8.11:5672 -g -w 3 -x 100 -y 50\n' +
      '-A -u 172.31.8.101:53 -s rr -o\n-a -u 172.31.8.101:53 -r 172.31.8.21:5353 -m -w 1\n';
    const { exitCode, stdout, stderr } = await run(['import', '-'], table);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('note import-normalised: the table does not say how servers are checked');
    expect(stdout).toContain(
      'host-172-31-8-11: { address: 172.31.8.11, weight: 3, lower_threshold: 50, upper_threshold: 100 }',
    );
    expect(stdout).toContain('persistent: 600');
    expect(stdout).toContain('forwarding: masq');
    expect((await run(['lint', '-'], stdout)).exitCode).toBe(0);
  });

  test('takes a fork of the module of 2012: lists, bindings, and the sections of its template', async () => {
    for (const name of ['lvs/manifests', 'lvs/templates/etc'])
      mkdirSync(join(folder.path, name), { recursive: true });
    write(
      'lvs/manifests/config.pp',
      `class lvs::config {
  $mqservers = servers_with_role('rabbitmq')
  $guiservers = [ {'ipaddress' => '172.31.8.21'}, {'ipaddress' => '172.31.8.22'} ]
  lvs::bind_virtual_ip{'eth0:0': virtual_ip => '172.31.8.100'} ->
  lvs::bind_virtual_ip{'eth1:1': virtual_ip => '172.31.8.101', netmask => '255.255.255.255'}
}
`,
    );
    write(
      'lvs/templates/etc/ldirectord.cf.erb',
      `checktimeout=3
<% if not mqservers.empty? %>
virtual=172.31.8.100:5672
<% mqservers.each do |mq| -%>
	real=<%= mq['ipaddress'] %>:5672 gate
<% end -%>
	checktype=connect
<% end %>
<% if not guiservers.empty? %>
virtual=172.31.8.101:80
<% guiservers.each do |gui| -%>
	real=<%= gui['ipaddress'] %>:80 gate
<% end -%>
	checktype=connect
	persistant=600
<% end %>
virtual=<%= nobody_knows %>:80
`,
    );
    const { exitCode, stdout, stderr } = await run(['import', 'lvs']);
    expect(exitCode).toBe(1);
    const template = 'lvs/templates/etc/ldirectord.cf.erb';
    expect(stderr).toContain(`${template}:15:1: error cf-unknown-directive: persistant is no directive`);
    expect(stderr).toContain(`${template}:17:9: warning import-left-out: this part of the template is not`);
    expect(stdout).toContain(`
virtual_ips:
  vip-172-31-8-100:
    address: 172.31.8.100
    interface: eth0
  vip-172-31-8-101:
    address: 172.31.8.101
    interface: eth1

# Not taken over:
# ${template}:15: persistant=600
# ${template}:17: virtual=<%= nobody_knows %>:80
roles:
  rabbitmq:
    servers: discover
    services:
      amqp: { virtual_ip: vip-172-31-8-100, port: 5672 }

  gui:
    servers:
      host-172-31-8-21: 172.31.8.21
      host-172-31-8-22: 172.31.8.22
    services:
      http: { virtual_ip: vip-172-31-8-101, port: 80 }
`);
    // The module of the inventory is what a team goes on with.
    expect((await run(['lint', '-'], stdout)).exitCode).toBe(0);
  });

  test('takes the members of such a fork, wherever they are declared', async () => {
    mkdirSync(join(folder.path, 'lvs/templates'), { recursive: true });
    write(
      'lvs/templates/ldirectord.cf.erb',
      `<% members.each do |one| -%>
virtual=<%= one['virtual_ip'] %>:<%= one['port'] %>
<% one['backends'].each do |server| -%>
	real=<%= server['ipaddress'] %>:<%= one['port'] %> <%= one['forwarding_method'] %>
<% end -%>
	scheduler=<%= one['scheduler'] %>
	checktype=<%= one['checktype'] %>

<% end -%>
`,
    );
    write(
      'site.pp',
      `$balanced = '172.31.8.101'
$web = [ { 'ipaddress' => '172.31.8.21' }, { 'ipaddress' => '172.31.8.22' } ]
class { 'lvs':
  members => [
    lvs_member(virtual_ip => $balanced, port => 80, backends => $web),
    lvs_member(virtual_ip => $balanced, port => 443, backends => $web, scheduler => 'wlc'),
  ],
}
`,
    );
    const { exitCode, stdout, stderr } = await run(['import', 'lvs', 'site.pp']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'no findings\n' });
    expect(stdout).toContain(`
  web:
    servers:
      host-172-31-8-21: 172.31.8.21
      host-172-31-8-22: 172.31.8.22
    services:
      http: { virtual_ip: vip-172-31-8-101, port: 80, scheduler: wrr }
      https: { virtual_ip: vip-172-31-8-101, port: 443, scheduler: wlc }
`);
  });

  test('takes the configuration below files/ of such a fork, and tells of templates that are none of ERB', async () => {
    for (const name of ['lvs/files/etc', 'lvs/templates'])
      mkdirSync(join(folder.path, name), { recursive: true });
    write('lvs/files/etc/ldirectord.cf', CONFIG);
    write('lvs/templates/ldirectord.cf.epp', 'virtual=<%= $vip %>:80\n\tpasswd="hunter2"\n');
    write('lvs/other.cf', 'frob=1\n');
    const { exitCode, stdout, stderr } = await run(['import', 'lvs']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      'lvs/templates/ldirectord.cf.epp:1:1: warning import-left-out: the template is not read',
    );
    expect(stderr).not.toContain('frob');
    expect(stdout).toContain('# lvs/templates/ldirectord.cf.epp:2: passwd=*********\n');
    expect(stdout).toContain('amqp: { virtual_ip: vip-172-31-8-100, port: 5672,');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  test('tells what of servers that puppet-kicker finds an inventory cannot say', async () => {
    mkdirSync(join(folder.path, 'lvs'));
    write('lvs/config.pp', "class lvs::config { $guis = servers_with_role('gui') }\n");
    const each = (line: string): string =>
      `<% guis.each do |gui| -%>\n\treal=<%= gui['ipaddress'] %>:80 ${line}\n<% end -%>\n`;
    write(
      'lvs/x.erb',
      `virtual=172.31.8.100:80\n${each('gate 5')}\tchecktype=connect\n\nvirtual=172.31.8.100:81\n${each('gate').replace(':80', ':81')}\treal=172.31.8.9:81 gate\n`,
    );
    const { stdout, stderr } = await run(['import', 'lvs']);
    expect(stderr).toContain('lvs/x.erb:3:1: warning import-left-out: weight, port, thresholds');
    expect(stderr).toContain(
      'lvs/x.erb:7:1: warning import-left-out: the service is left out: it has servers',
    );
    expect(stdout).not.toContain('198.19');
  });

  test('does not follow links out of a module', async () => {
    mkdirSync(join(folder.path, 'lvs'));
    write('outside.pp', "$guiservers = [ {'ipaddress' => '172.31.8.21'} ]\n");
    symlinkSync('../outside.pp', join(folder.path, 'lvs/inside.pp'));
    const { exitCode, stderr } = await run(['import', 'lvs']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('lvs has no manifest, no template and no .cf below files/');
  });

  test.each([
    [['import'], 2, "missing required argument 'FILE'"],
    [['import', 'nowhere.cf'], 2, 'there is no file nowhere.cf'],
    [['import', 'a.cf', '--hosts', 'nowhere'], 2, 'there is no file nowhere'],
    [['import', '-', '-'], 2, '- is given twice'],
  ])('%j is wrong usage', async (args, code, message) => {
    write('a.cf', CONFIG);
    const { exitCode, stderr } = await run(args);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
  });
});

describe('validate', () => {
  test('checks ldirectord.cf without its daemon, to the end, and hides passwords', async () => {
    write('ldirectord.cf', `frob=1\n${CONFIG}\tpersistant=1\n\tpasswd= hunter2\n`);
    const { exitCode, stdout } = await runCli(['validate', 'ldirectord.cf'], {
      cwd: folder.path,
      env: { PATH: '' },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('ldirectord.cf:1:1: error cf-unknown-directive: frob is no directive');
    expect(stdout).toContain('hint: did you mean persistent?');
    expect(stdout).toContain('1 file checked with built-in checks: 0 valid, 1 not\n');
    expect(stdout).not.toContain('hunter2');
  });

  test('has no engine of its own for other files', async () => {
    write('a.pp', '');
    const { exitCode, stderr } = await run(['validate', '--engine', 'embedded', 'a.pp']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the embedded engine knows ldirectord.cf, metadata.json and data of Hiera');
  });
});
