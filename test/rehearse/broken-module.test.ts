import { expect, test } from 'vitest';
import type { FileSet } from '../../src/output/file-set.ts';
import { checkAnswers } from '../../src/rehearse/checks/answers.ts';
import { checkBound } from '../../src/rehearse/checks/bound.ts';
import { applyAgain, applyEverywhere } from '../../src/rehearse/checks/managed.ts';
import { checkNeighbours, checkRouter } from '../../src/rehearse/checks/neighbours.ts';
import { startStandIns } from '../../src/rehearse/checks/stand-ins.ts';
import { checkTable } from '../../src/rehearse/checks/table.ts';
import { drillGarbage } from '../../src/rehearse/drills/garbage.ts';
import { drillRealServerRestarts } from '../../src/rehearse/drills/restart.ts';
import { drillServiceDies } from '../../src/rehearse/drills/server-lost.ts';
import { drillVirtualIpGoes } from '../../src/rehearse/drills/virtual-ip.ts';
import type { CheckResult } from '../../src/rehearse/model.ts';
import type { Rehearsal } from '../../src/rehearse/rehearsal.ts';
import { startRehearsal } from '../../src/rehearse/rehearse.ts';
import { startOwnLab } from './own-lab.ts';

/* A rehearsal is worth something only if it fails where the module is wrong. */

const TEXT = `version: 1
directors: { interface: eth0, hosts: { lvs1.oe.example: 172.31.8.2 } }
ldirectord: { checkinterval: 2, checktimeout: 2 }
virtual_ips: { messaging: 172.31.8.100 }
roles:
  rabbitmq:
    servers: { rabbitmq1.oe.example: 172.31.8.11, rabbitmq2.oe.example: 172.31.8.12 }
    services: { amqp: { virtual_ip: messaging, port: 5672, checktype: connect, scheduler: rr } }
`;

/** Dead servers stay in the table with weight 0, and clients stay with their server. */
const QUIESCENT = TEXT.replace('checktimeout: 2', 'checktimeout: 2, quiescent: true').replace(
  'scheduler: rr',
  'scheduler: rr, persistent: 600',
);

/** A mistake of a module, and what of a rehearsal must notice it. */
interface Broken {
  readonly what: string;
  readonly file: string;
  readonly old: string;
  readonly replacement: string;
  readonly look: (rehearsal: Rehearsal) => Promise<void>;
  /** Another inventory than the usual one. */
  readonly text?: string;
  /** The first line of the report that failed. */
  readonly failure: Partial<Record<'check' | 'subject' | 'text' | 'evidence', unknown>>;
}

const ARP: Broken = {
  what: 'a real server that answers ARP for the virtual IP',
  file: 'manifests/realserver.pp',
  old: "'net.ipv4.conf.all.arp_ignore':\n      value  => 1",
  replacement: "'net.ipv4.conf.all.arp_ignore':\n      value  => 0",
  look: checkNeighbours,
  failure: {
    check: 'neighbours',
    text: expect.stringMatching(
      /^rabbitmq[12]\.oe\.example.* answers? ARP for messaging \(172\.31\.8\.100\), too$/,
    ),
  },
};

/** These take a lab each, and their checks have tests of their own. */
const OTHERS: readonly Broken[] = [
  {
    what: 'a real server that does not bind the virtual IP',
    file: 'manifests/realserver.pp',
    old: 'lvs::virtual_ip { $binding:\n      * => $settings,',
    replacement: 'lvs::virtual_ip { $binding:\n      ensure => absent,\n      * => $settings,',
    look: checkAnswers,
    failure: { check: 'answers', text: 'amqp does not answer every connection' },
  },
  {
    what: 'a real server that asks by ARP as if the virtual IP were its own',
    file: 'manifests/realserver.pp',
    old: "'net.ipv4.conf.all.arp_announce':\n      value  => 2",
    replacement: "'net.ipv4.conf.all.arp_announce':\n      value  => 0",
    async look(rehearsal) {
      // The answers are wrong, too: they come from the one server that the router takes for the virtual IP.
      await checkAnswers({ ...rehearsal, report: () => undefined });
      await checkRouter(rehearsal);
    },
    failure: {
      check: 'router',
      text: expect.stringMatching(
        /^The router has learned that messaging \(172\.31\.8\.100\) is at rabbitmq/,
      ),
    },
  },
  {
    what: 'a weight that is not the one of the inventory',
    file: 'functions/real.pp',
    old: "{ 'weight' => 1 }",
    replacement: "{ 'weight' => 3 }",
    look: checkTable,
    failure: { check: 'table' },
  },
  {
    what: 'a run that is never without a change',
    file: 'manifests/realserver.pp',
    old: '  $translated = ',
    replacement: "  exec { '/bin/true': }\n\n  $translated = ",
    look: applyAgain,
    failure: {
      check: 'puppet-again',
      text: 'A second run on rabbitmq1.oe.example is not without changes',
    },
  },
  {
    what: 'settings of ARP that a restart forgets',
    file: 'manifests/sysctl.pp',
    old: '\\n${title} = ${value}\\n',
    replacement: '\\n',
    look: drillRealServerRestarts,
    failure: {
      check: 'restart',
      text: 'rabbitmq1.oe.example answered for 172.31.8.100 while rabbitmq1.oe.example started',
    },
  },
  {
    what: 'a real server of two that does not bind the virtual IP, whether it is chosen or not',
    file: 'manifests/realserver.pp',
    old: 'lvs::virtual_ip { $binding:\n      * => $settings,',
    replacement:
      "lvs::virtual_ip { $binding:\n      ensure => $facts['networking']['hostname'] ? { 'rabbitmq2' => 'absent', default => 'present' },\n      * => $settings,",
    text: TEXT.replace('scheduler: rr', 'scheduler: sh'),
    look: checkBound,
    failure: {
      check: 'bound',
      subject: 'rabbitmq2.oe.example',
      text: 'rabbitmq2.oe.example is not ready for what directors send to it',
    },
  },
  {
    what: 'clients who stay with a dead server',
    file: 'manifests/kernel.pp',
    old: 'value => Integer($lvs::expire_quiescent_template),',
    replacement: 'value => 0,',
    text: QUIESCENT,
    look: async (rehearsal) => {
      await checkTable(rehearsal);
      await drillServiceDies(rehearsal);
    },
    failure: {
      check: 'service-dies',
      text: 'The services on rabbitmq1.oe.example died, it left the pool, and clients still notice',
    },
  },
  {
    what: 'a configuration that is not repaired',
    file: 'manifests/config.pp',
    old: "content      => template('lvs/etc/ldirectord.cf.erb'),",
    replacement: "content      => template('lvs/etc/ldirectord.cf.erb'),\n      replace      => false,",
    look: drillGarbage,
    // The run tells the daemon to reload what is there, and the daemon refuses it.
    failure: {
      check: 'garbage',
      text: 'With a garbage file Puppet fails on lvs1.oe.example',
      evidence: expect.arrayContaining([expect.stringMatching(/: invalid check timeout value$/)]),
    },
  },
  {
    what: 'a real server that keeps virtual IPs which nobody wants',
    file: 'manifests/realserver.pp',
    old: 'ensure => absent,\n      before => $bound_ips,',
    replacement: 'before => $bound_ips,',
    look: drillVirtualIpGoes,
    failure: {
      check: 'virtual-ip-goes',
      text: 'messaging was removed, and left traces',
    },
  },
];

const chosen = process.env['LVS_PUPPET_FULL'] === '1' ? [ARP, ...OTHERS] : [ARP];

test.each(chosen)('$what is noticed', async (broken) => {
  expect(await firstFailure(broken)).toMatchObject(broken.failure);
});

/** Applies the module of an inventory after somebody has broken it, and looks; gives the first line that failed. */
async function firstFailure(broken: Broken): Promise<CheckResult | undefined> {
  const { lab, end } = await startOwnLab(broken.text ?? TEXT, (module) => breakModule(module, broken));
  try {
    const failures: CheckResult[] = [];
    const report = (result: CheckResult): void => {
      if (result.outcome === 'failed') failures.push(result);
    };
    const rehearsal = startRehearsal(lab, { quick: true, step: () => undefined, report });
    await startStandIns(rehearsal);
    await applyEverywhere(rehearsal);
    await broken.look(rehearsal);
    return failures[0];
  } finally {
    await end();
  }
}

/** The same files, one of them with another text in the place of this one. */
function breakModule(module: FileSet, { file, old, replacement }: Broken): FileSet {
  const before = module.get(file) ?? '';
  if (!before.includes(old)) throw new Error(`${file} has no ${old}`);
  return new Map([...module, [file, before.replace(old, () => replacement)]]);
}
