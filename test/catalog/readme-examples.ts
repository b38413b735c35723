import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Golden } from '../goldens/goldens.ts';

/** A fenced block of a README, or a file of the examples. */
export interface Example {
  /** Where it stands: the file, and the line below the fence. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

/** The blocks of a golden's README in a language. */
export function readmeBlocks({ module }: Golden, language: string): Example[] {
  const readme = readFileSync(join(module, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .map(({ 1: found = '', 2: text = '', index }) => ({
      place: `README.md:${readme.slice(0, index).split('\n').length + 1}`,
      language: found,
      text,
    }))
    .filter((block) => block.language === language);
}

/** All that a golden proposes for Hiera. */
export function hieraExamples(golden: Golden): Example[] {
  const path = 'examples/hiera.yaml';
  const text = readFileSync(join(golden.module, path), 'utf8');
  return [...readmeBlocks(golden, 'yaml'), { place: path, language: 'yaml', text }];
}

/** What a catalog has to hold, or must not hold any more, for a key of Hiera to have arrived. */
export interface Evidence {
  readonly inConfig?: readonly RegExp[];
  readonly notInConfig?: readonly RegExp[];
  readonly noResource?: RegExp;
}

type Servers = Readonly<Record<string, string>>;
type Overrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The evidence for a key, without the name of the module; undefined for a key that nobody knows here.
 * @param roles the addresses of the servers by role and host name, as the inventory has them
 */
export function evidenceFor(
  key: string,
  value: unknown,
  roles: Readonly<Record<string, Servers>>,
): Evidence | undefined {
  const overrides = Object.entries((value ?? {}) as Overrides);
  if (/^config::\w+servers$/.test(key)) return evidenceForList(key, value, roles);
  if (/_(?:passwd|secret)$/.test(key)) return { inConfig: [new RegExp(`="${String(value)}"\n`)] };
  switch (key) {
    case 'server_overrides':
      return {
        inConfig: overrides.flatMap(([role, hosts]) =>
          Object.entries(hosts as Overrides).map(([host, { weight }]) =>
            realLine(roles[role]?.[host], `(?:gate|masq|ipip) ${weight}(?: |$)`),
          ),
        ),
      };
    case 'service_overrides':
      return {
        inConfig: overrides.map(([service, { scheduler }]) =>
          inSection(service, `(?:\t.+\n)*\tscheduler=${scheduler}\n`),
        ),
      };
    case 'extra_services':
      return {
        inConfig: overrides.map(([service, { port }]) => inSection(service, `\treal6?=`, `:${port}`)),
      };
    case 'checkinterval':
      return { inConfig: [new RegExp(`^checkinterval=${String(value)}$`, 'm')] };
    case 'manage_package':
      return { noResource: /^Package\[/ };
    case 'manage_kernel':
      return { noResource: /^Class\[\w+::Kernel\]$/ };
    case 'bind_virtual_ips':
      return { noResource: /^\w+::Virtual_ip\[director / };
    case 'manage_service':
      return { noResource: /^Service\[/ };
    // Neither the file nor the list of resources tells: the specs of the class do.
    case 'validate_config':
      return {};
    default:
      return undefined;
  }
}

function evidenceForList(key: string, value: unknown, roles: Readonly<Record<string, Servers>>): Evidence {
  const [role = ''] = Object.keys(roles).filter(
    (name) => key === `config::${name.replaceAll('-', '_')}servers`,
  );
  const listed = (value as readonly { readonly address: string }[]).map(({ address }) => address);
  const elsewhere = Object.entries(roles).flatMap(([name, servers]) =>
    name === role ? [] : Object.values(servers),
  );
  const gone = Object.values(roles[role] ?? {}).filter(
    (address) => !listed.includes(address) && !elsewhere.includes(address),
  );
  return {
    inConfig: listed.map((address) => realLine(address)),
    notInConfig: gone.map((address) => realLine(address)),
  };
}

function realLine(address = 'no such server', rest = ''): RegExp {
  return new RegExp(`^\treal6?=\\[?${address.replaceAll('.', '\\.')}\\]?(?::\\d+)? ${rest}`, 'm');
}

function inSection(service: string, rest: string, virtual = ''): RegExp {
  return new RegExp(`^# ${service}\nvirtual6?=.*${virtual}\n${rest}`, 'm');
}
