import { must } from '../lab.ts';
import type { LabHost } from '../model.ts';
import type { Rehearsal } from '../rehearsal.ts';

const START_SECONDS = 30;
const certificate = '/tmp/stand-in.pem';

/** Starts what answers on the hosts in place of the real programs. */
export async function startStandIns(rehearsal: Rehearsal): Promise<void> {
  rehearsal.step('starting stand-ins for the services');
  await Promise.all(rehearsal.plan.hosts.map((host) => startStandIn(rehearsal, host)));
}

/** Starts the stand-in of one host: one program for all of its ports. */
export async function startStandIn({ lab, standIns }: Rehearsal, host: LabHost): Promise<void> {
  if (host.standIns.length === 0) return;
  if (host.standIns.some(({ speaks }) => speaks === 'https')) await makeCertificate(lab, host);
  const program = lab.start(host, ['perl', '/run/stage/programs/stand-in.pl']);
  program.write(
    `${JSON.stringify({ host: host.hostname, listen: host.standIns, certificate, key: certificate })}\n`,
  );
  await program.heard(/listening/, START_SECONDS);
  standIns.set(host.id, program);
}

/** A key and a certificate in one file; nobody in the lab asks who signed it. */
async function makeCertificate(lab: Rehearsal['lab'], host: LabHost): Promise<void> {
  const options = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  const names = ['-subj', '/CN=stand-in'];
  const files = ['-keyout', certificate, '-out', `${certificate}.crt`];
  const making = lab.run(host, ['openssl', 'req', ...options, ...names, ...files]);
  await must(making, `no certificate for ${host.hostname}`);
  await lab.run(host, ['sh', '-c', 'cat /tmp/stand-in.pem.crt >> /tmp/stand-in.pem']);
}
