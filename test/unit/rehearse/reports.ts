import type { CheckResult } from '../../../src/rehearse/model.ts';
import type { RehearsalReport } from '../../../src/rehearse/report.ts';

export function resultOf(some: Partial<CheckResult> = {}): CheckResult {
  return {
    check: 'answers',
    subject: 'amqp',
    text: 'amqp: Answered by rabbitmq2.oe.example 11, rabbitmq1.oe.example 5',
    outcome: 'passed',
    evidence: [],
    seconds: 0.4,
    ...some,
  };
}

export const failure = resultOf({
  check: 'sysv-script',
  subject: 'lvs1.oe.example',
  text: 'The SysV script does not deal with the daemon that systemd started',
  outcome: 'failed',
  evidence: ['/etc/init.d/ldirectord reload: 1 no pid file', '77 /usr/sbin/ldirectord start'],
  seconds: 1.26,
});

export const sampleReport: RehearsalReport = {
  results: [
    resultOf({
      check: 'puppet',
      subject: 'gui1.oe.example',
      text: 'Puppet ran on gui1.oe.example (16 changes)',
    }),
    resultOf({ check: 'table', subject: 'lvs1.oe.example', text: 'IPVS has it all', seconds: 0.04 }),
    resultOf(),
    resultOf({ check: 'way-back', outcome: 'skipped', text: 'amqp: nobody was asked', seconds: 0 }),
    failure,
  ],
  plan: {
    reduced: ['3 of 40 servers of role "gui" (gui1, gui2, gui3)'],
    notRehearsed: [{ service: 'db', why: 'is checked by a program that no stand-in speaks to' }],
  },
  engine: 'Puppet 7.23.0, user-mode Linux',
  seconds: 270,
};
