import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { checkOf, timeoutsOf } from '../../src/ldirectord-cf/effective.ts';
import type { Config, Fallback, Problem, Real, Virtual } from '../../src/ldirectord-cf/model.ts';

/** What the installed ldirectord says of a file. */
export type Verdict =
  | {
      readonly ok: true;
      readonly config: object;
      readonly setup: readonly object[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly line: number; readonly text: string }
  | { readonly ok: false; readonly needs: string };

export interface Judge {
  /** Many may be asked at a time. */
  of(text: string): Promise<Verdict>;
  end(): Promise<void>;
}

/** Starts the judge, one process for any number of files. */
export function startJudge(): Judge {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-judge-'));
  const child = spawn('perl', [join(import.meta.dirname, 'judge.pl'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async of(text) {
      child.stdin.write(`${JSON.stringify({ text })}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the judge ended at ${JSON.stringify(text)}`);
      return JSON.parse(value) as Verdict;
    },
    async end() {
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** A config in the words of the daemon, with its defaults: everything is text, and nothing is null. */
export function inItsWords(config: Config): unknown {
  const global = (name: string, byDefault: string | null): string | null =>
    config.directives.get(name)?.value ?? byDefault;
  const fallbackOf = (family: 4 | 6): unknown => {
    const fallback = config.fallbacks.get(family);
    return fallback === undefined ? null : { tcp: serverOf(fallback), udp: serverOf(fallback) };
  };
  return plain({
    autoreload: global('autoreload', 'no'),
    callback: global('callback', null),
    checkcount: global('checkcount', '1'),
    checkinterval: global('checkinterval', '10'),
    checktimeout: global('checktimeout', '-1'),
    cleanstop: global('cleanstop', 'yes'),
    emailalert: global('emailalert', ''),
    emailalertfreq: global('emailalertfreq', '0'),
    emailalertfrom: global('emailalertfrom', null),
    emailalertstatus: statusMask(global('emailalertstatus', 'all') ?? ''),
    execute: [...new Set(config.instances.map(({ value }) => value))].toSorted(),
    failurecount: global('failurecount', '1'),
    fallback: fallbackOf(4),
    fallback6: fallbackOf(6),
    fallbackcommand: global('fallbackcommand', null),
    fork: global('fork', 'no'),
    logfile: global('logfile', '/var/log/ldirectord.log'),
    maintenancedir: global('maintenancedir', null),
    negotiatetimeout: global('negotiatetimeout', '-1'),
    quiescent: global('quiescent', 'no'),
    readdquiescent: global('readdquiescent', 'no'),
    smtp: global('smtp', null),
    supervised: global('supervised', 'no'),
    virtuals: config.virtuals.map(virtualOf),
  });
}

const STATUS = { starting: 1, running: 2, stopping: 4, reloading: 8, all: 15, none: 0 };

function statusMask(words: string): number {
  return words.split(',').reduce((mask, word) => mask | STATUS[word as keyof typeof STATUS], 0);
}

function virtualOf(virtual: Virtual): unknown {
  const { family, endpoint, protocol, directives, implied, fallback, reals } = virtual;
  const of = (name: string, byDefault: string | null): string | null =>
    directives.get(name)?.value ?? byDefault;
  const checktype = of('checktype', 'negotiate') ?? '';
  const combined = /^[0-9]+$/.test(checktype);
  const status = of('emailalertstatus', null);
  return {
    addressfamily: family,
    checkcommand: of('checkcommand', '/bin/true'),
    checkcount: of('checkcount', '-1'),
    checkinterval: of('checkinterval', null),
    checkport: of('checkport', null),
    checktimeout: of('checktimeout', '-1'),
    checktype: combined ? 'combined' : checktype,
    cleanstop: of('cleanstop', null),
    comment: of('comment', null),
    database: of('database', ''),
    emailalert: of('emailalert', null),
    emailalertfreq: of('emailalertfreq', null),
    emailalertstatus: status === null ? null : statusMask(status),
    failurecount: of('failurecount', '-1'),
    fallback: fallback === undefined ? null : serverOf(fallback),
    fallbackcommand: of('fallbackcommand', null),
    fwm: 'mark' in endpoint ? endpoint.mark : null,
    httpmethod: of('httpmethod', 'GET'),
    load: of('load', null),
    login: of('login', implied.get('login') ?? ''),
    monitorfile: of('monitorfile', null),
    negotiatetimeout: of('negotiatetimeout', '-1'),
    netmask: of('netmask', null),
    num_connects: combined ? checktype : '0',
    ops: of('ops', 'no'),
    passwd: of('passwd', implied.get('passwd') ?? ''),
    persistent: of('persistent', null),
    port: 'port' in endpoint ? endpoint.port : '0',
    protocol,
    quiescent: of('quiescent', null),
    real: reals.map(realOf),
    receive: of('receive', ''),
    request: of('request', '/'),
    schedflags: of('schedflags', null),
    scheduler: of('scheduler', 'wrr'),
    secret: of('secret', ''),
    server: 'address' in endpoint ? endpoint.address : null,
    service: checkOf(virtual),
    servicename: of('servicename', null),
    smtp: of('smtp', null),
    virtualhost: of('virtualhost', null),
  };
}

function realOf({ address, port, forwarding, weight, request, receive, ...limits }: Real): unknown {
  return {
    server: address,
    port,
    forward: forwarding,
    weight,
    request: request ?? null,
    receive: receive ?? null,
    'l-threshold': limits.lowerThreshold ?? null,
    'u-threshold': limits.upperThreshold ?? null,
    failcount: '0',
  };
}

function serverOf({ address, port, forwarding }: Fallback): unknown {
  return {
    server: address,
    port: port ?? null,
    forward: forwarding,
    'l-threshold': 0,
    'u-threshold': 0,
    weight: 1,
  };
}

/** What the daemon works out of a service: see `ld_setup`. */
export function setupInItsWords(config: Config): unknown {
  return plain(
    config.virtuals.map((virtual) => {
      const { check, negotiate } = timeoutsOf(config, virtual);
      return { checktimeout: check, negotiatetimeout: negotiate };
    }),
  );
}

/** Numbers as text, and without what is null: Perl does not tell them apart. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, one]) => one !== null && one !== undefined)
        .map(([key, one]) => [key, plain(one)]),
    );
  return String(value);
}

const MEANINGS: readonly (readonly [RegExp, readonly Problem['kind'][]])[] = [
  [/^Unknown command /, ['unknown-directive']],
  [/deprecated in favour of/, ['deprecated-directive']],
  [/^invalid (?:address for virtual|ipv6 address for virtual)/, ['invalid-virtual']],
  [/^duplicate virtual server/, ['duplicate-virtual']],
  [/^cannot specify/, ['wrong-family']],
  [/^Invalid Range|^Address range/, ['invalid-range']],
  [/^forward method must be/, ['invalid-forwarding']],
  [/fallback server/, ['invalid-fallback']],
  [/for real server|^Invalid real server line/, ['invalid-real']],
];

/** What kind of problem an error of the daemon is. */
export function kindOf(text: string): Problem['kind'] {
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1][0] ?? 'invalid-value';
}
