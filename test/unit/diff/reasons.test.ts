import { describe, expect, it, test } from 'vitest';
import { codes } from '../../../src/diagnostics/codes.ts';
import { compareInventories } from '../../../src/diff/compare.ts';
import { globalReasons, serviceReasons } from '../../../src/diff/attributes.ts';
import { risks, type BlastRadius, type Change, type Review } from '../../../src/diff/model.ts';
import { isReasonCode, reasons, type ReasonCode } from '../../../src/diff/reasons.ts';
import { globalDirectives, serviceDirectives } from '../../../src/inventory/directives.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { edited, fixtureText, inventoryOf, reviewOf } from './inventories.ts';

type Replacement = readonly [string | RegExp, string];

/** A difference, and the change that it is. */
interface Row {
  readonly reason: ReasonCode;
  readonly of: string;
  /** What is done to the oe-stack, or to another text, before both sides are read. */
  readonly given?: readonly Replacement[];
  readonly edit: readonly Replacement[];
  readonly base?: string;
  readonly change: Partial<Omit<Change, 'blast'>>;
  readonly blast?: Partial<BlastRadius>;
}

const oeStack = fixtureText('oe-stack');
const director = ['lvs1.oe.example'];
const rabbits = ['rabbitmq1.oe.example', 'rabbitmq2.oe.example'];
const guis = ['gui1.oe.example', 'gui2.oe.example', 'gui3.oe.example'];
const couches = ['couchbase1.oe.example', 'couchbase2.oe.example'];
const nobody: BlastRadius = {
  directors: [],
  realServers: [],
  reloads: [],
  kicked: [],
  unknownHosts: [],
  hazard: undefined,
};
const bindFirst = { first: 'real servers', otherwise: expect.stringContaining('have not bound') } as const;
const dropFirst = {
  first: 'directors',
  otherwise: expect.stringContaining('give the virtual IP up'),
} as const;

const neverSafe = { first: 'neither', otherwise: expect.stringContaining('the same real servers') } as const;
const oneByOne = { first: 'neither', otherwise: expect.stringContaining('have to run before') } as const;

/** Two roles on two virtual IPs. */
const small = `version: 1
directors: { interface: eth0, hosts: { lvs1: 10.0.0.2 } }
virtual_ips:
  web: 10.0.1.100
  msg: 10.0.1.101
roles:
  gui:
    servers:
      g1: 10.0.0.11
      g2: 10.0.0.12
      g3: 10.0.0.13
    services:
      http: { virtual_ip: web, port: 80 }
  api:
    servers:
      a1: 10.0.0.21
      a2: 10.0.0.22
    services:
      rest: { virtual_ip: msg, port: 8080 }
`;
const http = '      http: { virtual_ip: web, port: 80 }\n';
const adm = '      adm: { virtual_ip: msg, port: 9000 }\n';
const tunnelled: Replacement = ['port: 80 }', 'port: 80, forwarding: ipip }'];

const amqp = /\n {6}amqp:\n(.*\n){3}/;
const couchbase = / {2}couchbase:\n[^]*$/;
const spare: Replacement = ['\nroles:', '\n  spare: 172.31.8.109\nroles:'];

const rows: readonly Row[] = [
  {
    reason: 'virtual-ip-removed',
    of: 'a virtual IP goes while its services go to another one',
    edit: [
      [/ {2}web:\n(.*\n){2}/, ''],
      [/virtual_ip: web/g, 'virtual_ip: messaging'],
    ],
    change: { action: 'removed', subject: { kind: 'virtual-ip', name: 'web' }, before: '172.31.8.101' },
    blast: { directors: director, reloads: director, hazard: neverSafe },
  },
  {
    reason: 'virtual-ip-address-changed',
    of: 'a virtual IP in use has another address',
    edit: [['messaging: 172.31.8.100', 'messaging: 172.31.8.110']],
    change: {
      action: 'changed',
      subject: { kind: 'virtual-ip', name: 'messaging' },
      attribute: 'address',
      before: '172.31.8.100',
      after: '172.31.8.110',
    },
    blast: {
      directors: director,
      reloads: director,
      realServers: [...rabbits, ...couches],
      kicked: director,
      hazard: neverSafe,
    },
  },
  {
    reason: 'virtual-ip-address-changed',
    of: 'two virtual IPs swap their addresses',
    base: small,
    edit: [
      ['web: 10.0.1.100', 'web: 10.0.1.101'],
      ['msg: 10.0.1.101', 'msg: 10.0.1.100'],
    ],
    change: { subject: { kind: 'virtual-ip', name: 'web' } },
    blast: { hazard: neverSafe },
  },
  {
    reason: 'service-removed',
    of: 'a service in production is removed, and its virtual IP stays in use',
    edit: [[amqp, '\n']],
    change: { action: 'removed', subject: { kind: 'service', name: 'amqp', role: 'rabbitmq' } },
    // The marker of the servers lists their services; the address stays bound for the other one.
    blast: {
      directors: director,
      reloads: director,
      realServers: rabbits,
      kicked: director,
      hazard: undefined,
    },
  },
  {
    reason: 'service-removed',
    of: 'a service in production is retired, the last one of its role on the virtual IP',
    edit: [['port: 8081, scheduler: wlc', 'port: 8081, state: retired, scheduler: wlc']],
    change: {
      action: 'removed',
      subject: { kind: 'service', name: 'websocket', role: 'websocket' },
      attribute: 'state',
      before: 'production',
      after: 'retired',
    },
    blast: {
      reloads: director,
      realServers: ['websocket1.oe.example', 'websocket2.oe.example'],
      kicked: director,
      hazard: dropFirst,
    },
  },
  {
    reason: 'service-removed',
    of: 'a service in production goes back to setup',
    edit: [['port: 443', 'port: 443, state: setup']],
    change: { action: 'changed', subject: { kind: 'service', name: 'https', role: 'gui' } },
    blast: { reloads: director, realServers: guis, kicked: [...director, ...rabbits], hazard: undefined },
  },
  {
    reason: 'last-server-removed',
    of: 'the only server in production drains, while another one is still in setup',
    edit: [['gui1.oe.example: 172.31.8.21', 'gui1.oe.example: { address: 172.31.8.21, state: draining }']],
    change: {
      action: 'changed',
      subject: { kind: 'server', name: 'gui1.oe.example', role: 'gui' },
      attribute: 'state',
      message:
        'the state of server "gui1.oe.example" of role "gui" changes from "production" to "draining", and no server is left that takes new connections',
    },
    blast: {
      directors: director,
      reloads: director,
      realServers: ['gui1.oe.example'],
      kicked: [...director, ...rabbits],
      hazard: undefined,
    },
  },
  {
    reason: 'last-server-removed',
    of: 'the only server in production gets the weight 0',
    edit: [['gui1.oe.example: 172.31.8.21', 'gui1.oe.example: { address: 172.31.8.21, weight: 0 }']],
    change: { action: 'changed', attribute: 'weight', after: '0' },
  },
  {
    reason: 'last-server-removed',
    of: 'the only server in production is removed',
    edit: [['      gui1.oe.example: 172.31.8.21\n', '']],
    change: { action: 'removed', subject: { kind: 'server', name: 'gui1.oe.example', role: 'gui' } },
    // It keeps its role, and with it the virtual IP and the marker.
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'last-server-removed',
    of: 'the only server in production moves to another role',
    edit: [
      ['      gui1.oe.example: 172.31.8.21\n', ''],
      ['      ssl1.oe', '      gui1.oe.example: 172.31.8.21\n      ssl1.oe'],
    ],
    change: {
      action: 'moved',
      subject: { kind: 'server', name: 'gui1.oe.example', role: 'ssl-offloader' },
      from: { kind: 'server', name: 'gui1.oe.example', role: 'gui' },
    },
    blast: { reloads: director, realServers: ['gui1.oe.example'], kicked: [...director, ...rabbits] },
  },
  {
    reason: 'last-server-removed',
    of: 'a service goes to a role whose servers have the weight 0',
    base: small,
    given: [[/a([12]): (10\S+)/g, 'a$1: { address: $2, weight: 0 }']],
    edit: [
      [http, '      other: { virtual_ip: msg, port: 81, state: setup }\n'],
      ['      rest:', `${http}      rest:`],
    ],
    change: {
      action: 'moved',
      subject: { kind: 'service', name: 'http', role: 'api' },
      message: 'service "http" moves from role "gui" to role "api", where no server takes new connections',
      hint: expect.stringContaining('into production first'),
    },
    blast: { realServers: ['g1', 'g2', 'g3', 'a1', 'a2'] },
  },
  {
    reason: 'service-moved',
    of: 'the services of a role stand in a new one with other servers, so it is not renamed',
    base: small,
    edit: [
      ['  gui:\n', '  shop:\n'],
      [/ {6}g1.*\n.*\n.*\n/, '      s1: 10.0.0.31\n'],
    ],
    change: { action: 'moved', subject: { kind: 'service', name: 'http', role: 'shop' } },
    blast: { realServers: ['s1', 'g1', 'g2', 'g3'], hazard: oneByOne },
  },
  {
    reason: 'service-moved',
    of: 'a service goes to the servers of another role',
    edit: [
      ['    services:\n      wss: { virtual_ip: web, port: 8443, persistent: 3600 }\n', ''],
      [/( {6}websocket: .*\n)/, '$1      wss: { virtual_ip: web, port: 8443, persistent: 3600 }\n'],
    ],
    change: {
      action: 'moved',
      subject: { kind: 'service', name: 'wss', role: 'websocket' },
      from: { kind: 'service', name: 'wss', role: 'ssl-offloader' },
      // The new servers have the address already.
      hint: undefined,
    },
    blast: {
      directors: director,
      reloads: director,
      realServers: ['websocket1.oe.example', 'websocket2.oe.example', 'ssl1.oe.example', 'ssl2.oe.example'],
      kicked: director,
      // The new servers have the address for another service, the old ones lose it.
      hazard: dropFirst,
    },
  },
  {
    reason: 'service-moved',
    of: 'a service goes to servers that have not bound its virtual IP',
    edit: [
      ['      couchbase-data: { virtual_ip: messaging, port: 11210 }\n', ''],
      [/( {6}websocket: .*\n)/, '$1      couchbase-data: { virtual_ip: messaging, port: 11210 }\n'],
    ],
    change: {
      action: 'moved',
      subject: { kind: 'service', name: 'couchbase-data', role: 'websocket' },
      hint: expect.stringContaining('bind the virtual IP first'),
    },
    blast: { hazard: bindFirst },
  },
  {
    reason: 'service-moved',
    of: 'a service is recognised by its endpoint in another role and under another name',
    edit: [
      ['      couchbase-data: { virtual_ip: messaging, port: 11210 }\n', ''],
      [/( {6}websocket: .*\n)/, '$1      data: { virtual_ip: messaging, port: 11210 }\n'],
    ],
    change: {
      action: 'moved',
      subject: { kind: 'service', name: 'data', role: 'websocket' },
      from: { kind: 'service', name: 'couchbase-data', role: 'couchbase' },
      message:
        'service "couchbase-data" moves from role "couchbase" to role "websocket" and is now called "data"',
    },
  },
  {
    reason: 'service-moved',
    of: 'a service goes to other servers, and neither have its address before and after',
    base: small,
    edit: [
      [http, '      other: { virtual_ip: msg, port: 81, state: setup }\n'],
      ['      rest:', `${http}      rest:`],
    ],
    change: { subject: { kind: 'service', name: 'http', role: 'api' } },
    blast: { realServers: ['g1', 'g2', 'g3', 'a1', 'a2'], hazard: oneByOne },
  },
  {
    reason: 'service-moved',
    of: 'a service goes to a new role with a server that has its address already',
    base: small,
    given: [[http, `${http}${adm}`]],
    edit: [
      ['      g3: 10.0.0.13\n', ''],
      [adm, ''],
      ['  api:\n', `  admin:\n    servers: { g3: 10.0.0.13 }\n    services:\n${adm}  api:\n`],
    ],
    change: { subject: { kind: 'service', name: 'adm', role: 'admin' } },
    blast: { realServers: ['g1', 'g2', 'g3'], hazard: dropFirst },
  },
  {
    reason: 'server-moved',
    of: 'a server goes to a new role and gives up the address of the old one',
    base: small,
    given: [[http, `${http}${adm}`]],
    edit: [
      ['      g3: 10.0.0.13\n', ''],
      [adm, ''],
      ['  api:\n', `  admin:\n    servers: { g3: 10.0.0.13 }\n    services:\n${adm}  api:\n`],
    ],
    change: { subject: { kind: 'server', name: 'g3', role: 'admin' } },
    blast: { realServers: ['g3'], hazard: dropFirst },
  },
  {
    reason: 'service-virtual-ip-changed',
    of: 'a service goes to another virtual IP',
    edit: [[/(wss: \{ virtual_ip: )web/, '$1messaging']],
    change: {
      action: 'changed',
      subject: { kind: 'service', name: 'wss', role: 'ssl-offloader' },
      attribute: 'virtual_ip',
      before: 'web',
      after: 'messaging',
    },
    blast: {
      reloads: director,
      realServers: ['ssl1.oe.example', 'ssl2.oe.example'],
      kicked: director,
      hazard: neverSafe,
    },
  },
  {
    reason: 'service-forwarding-changed',
    of: 'direct routing becomes a tunnel',
    edit: [['port: 8443, persistent', 'port: 8443, forwarding: ipip, persistent']],
    change: { action: 'changed', attribute: 'forwarding', before: 'gate', after: 'ipip' },
    blast: {
      reloads: director,
      realServers: ['ssl1.oe.example', 'ssl2.oe.example'],
      // The marker of a real server does not say how packets reach it.
      kicked: [],
      hazard: bindFirst,
    },
  },
  {
    reason: 'service-forwarding-changed',
    of: 'direct routing becomes address translation',
    edit: [['port: 8443, persistent', 'port: 8443, forwarding: masq, persistent']],
    change: { attribute: 'forwarding', after: 'masq' },
    blast: { hazard: dropFirst },
  },
  {
    reason: 'service-forwarding-changed',
    of: 'a tunnel becomes direct routing: in their run the real servers set the tunnel down',
    base: small,
    given: [tunnelled],
    edit: [[tunnelled[1], 'port: 80 }']],
    change: { attribute: 'forwarding', before: 'ipip', after: 'gate' },
    blast: { reloads: ['lvs1'], realServers: ['g1', 'g2', 'g3'], hazard: dropFirst },
  },
  {
    reason: 'server-added-without-setup',
    of: 'a server that has the virtual IP for direct routing gets packets of a tunnel',
    base: small,
    given: [
      ['port: 8080 }', 'port: 8080, forwarding: ipip }'],
      ['{ virtual_ip: msg', '{ virtual_ip: web'],
    ],
    edit: [['      a1:', '      g1: 10.0.0.11\n      a1:']],
    change: { action: 'added', subject: { kind: 'server', name: 'g1', role: 'api' } },
    blast: { reloads: ['lvs1'], realServers: ['g1'], hazard: bindFirst },
  },
  {
    reason: 'service-removed',
    of: 'a service is removed while another one comes, on another virtual IP, to the same servers',
    base: small,
    edit: [[http, adm]],
    change: { subject: { kind: 'service', name: 'http', role: 'gui' } },
    blast: { hazard: neverSafe },
  },
  {
    reason: 'service-added',
    of: 'a service comes while another one is removed, on another virtual IP, from the same servers',
    base: small,
    edit: [[http, adm]],
    change: { subject: { kind: 'service', name: 'adm', role: 'gui' } },
    blast: { hazard: neverSafe },
  },
  {
    reason: 'drained-server-removed',
    of: 'a server is retired in one role, and another role of it keeps the virtual IP',
    base: small,
    given: [
      ['virtual_ip: msg', 'virtual_ip: web'],
      ['g1: 10.0.0.11', 'g1: { address: 10.0.0.11, weight: 0 }'],
      ['      a1:', '      g1: 10.0.0.11\n      a1:'],
    ],
    edit: [['weight: 0', 'weight: 0, state: retired']],
    change: { action: 'removed', subject: { kind: 'server', name: 'g1', role: 'gui' } },
    blast: { realServers: ['g1'], hazard: undefined },
  },
  {
    reason: 'virtual-ip-interface-changed',
    of: 'a virtual IP goes to another interface of the directors',
    edit: [['interface: eth1', 'interface: eth2']],
    change: {
      subject: { kind: 'virtual-ip', name: 'web' },
      attribute: 'interface',
      before: 'eth1',
      after: 'eth2',
    },
    blast: { ...nobody, directors: director },
  },
  {
    reason: 'role-majority-removed',
    of: 'two of three servers leave',
    given: [['rabbitmq2.oe', 'rabbitmq0.oe.example: 172.31.8.10\n      rabbitmq2.oe']],
    edit: [
      ['      rabbitmq0.oe.example: 172.31.8.10\n', ''],
      ['rabbitmq1.oe.example: 172.31.8.11', 'rabbitmq1.oe.example: { address: 172.31.8.11, state: retired }'],
    ],
    change: {
      message:
        'the state of server "rabbitmq1.oe.example" of role "rabbitmq" changes from "production" to "retired", with 2 of 3 that took new connections',
    },
  },
  {
    reason: 'role-shrinks-too-far',
    of: 'three of four servers are retired after they have drained',
    base: small,
    given: [
      [/g([123]): (10\S+)/g, 'g$1: { address: $2, state: draining }'],
      ['    services:\n      http', '      g4: 10.0.0.14\n    services:\n      http'],
    ],
    edit: [[/state: draining/g, 'state: retired']],
    change: {
      action: 'changed',
      subject: { kind: 'role', name: 'gui' },
      message:
        'role "gui" loses 3 of the 4 servers that its services have in ldirectord.cf, and directors refuse that',
      hint: expect.stringContaining('max_shrink: 1'),
    },
    blast: { ...nobody, directors: ['lvs1'] },
  },
  {
    reason: 'role-shrinks-too-far',
    of: 'a service leaves three servers for two',
    base: small,
    edit: [
      [http, '      other: { virtual_ip: msg, port: 81, state: setup }\n'],
      ['      rest:', `${http}      rest:`],
    ],
    change: { subject: { kind: 'role', name: 'api' }, message: expect.stringContaining('3 of the 5') },
  },
  {
    reason: 'server-added-without-setup',
    of: 'a server gets clients at once',
    edit: [['rabbitmq2.oe', 'rabbitmq3.oe.example: 172.31.8.13\n      rabbitmq2.oe']],
    change: {
      action: 'added',
      subject: { kind: 'server', name: 'rabbitmq3.oe.example', role: 'rabbitmq' },
      after: '172.31.8.13',
      hint: expect.stringContaining('state: setup'),
    },
    blast: {
      directors: director,
      reloads: director,
      realServers: ['rabbitmq3.oe.example'],
      kicked: director,
      hazard: bindFirst,
    },
  },
  {
    reason: 'service-added-without-setup',
    of: 'a service takes the clients of another one over, whose port changes',
    base: small,
    edit: [
      ['port: 80 }', 'port: 81 }'],
      ['      rest:', '      n: { virtual_ip: web, port: 80 }\n      rest:'],
    ],
    change: {
      action: 'added',
      subject: { kind: 'service', name: 'n', role: 'api' },
      hint: expect.stringContaining('state: setup'),
    },
    blast: { reloads: ['lvs1'], realServers: ['a1', 'a2'], hazard: bindFirst },
  },
  {
    reason: 'service-added-without-setup',
    of: 'a service comes back from retirement and takes the clients of another one over',
    base: small,
    given: [['      rest:', '      n: { virtual_ip: web, port: 80, state: retired }\n      rest:']],
    edit: [
      ['web, port: 80 }', 'web, port: 81 }'],
      [', state: retired', ''],
    ],
    change: { action: 'added', attribute: 'state', hint: expect.stringContaining('state: setup') },
    blast: { realServers: ['a1', 'a2'], hazard: bindFirst },
  },
  {
    reason: 'service-in-production',
    of: 'a service leaves setup and takes clients over, whose virtual IP its servers have',
    base: small,
    given: [['      rest:', '      n: { virtual_ip: web, port: 80, state: setup }\n      rest:']],
    edit: [
      ['web, port: 80 }', 'web, port: 82 }'],
      [', state: setup', ''],
    ],
    change: { attribute: 'state', hint: undefined },
    blast: { realServers: ['a1', 'a2'], hazard: undefined },
  },
  {
    reason: 'role-renamed',
    of: 'a role is recognised by its servers and services',
    edit: [
      ['  rabbitmq:\n', '  broker:\n'],
      ['kicks: [rabbitmq]', 'kicks: [broker]'],
    ],
    change: {
      action: 'renamed',
      subject: { kind: 'role', name: 'broker' },
      from: { kind: 'role', name: 'rabbitmq' },
    },
    // Roles that kick it kick another name.
    blast: {
      directors: director,
      reloads: director,
      realServers: [...rabbits, ...guis],
      kicked: director,
      hazard: { first: 'real servers', otherwise: expect.stringContaining('only the old role') },
    },
  },
  {
    reason: 'director-added-beside-another',
    of: 'a director takes the place of another one, which does not give its addresses up',
    base: small,
    edit: [['lvs1: 10.0.0.2', 'lvs2: 10.0.0.3']],
    change: {
      action: 'added',
      subject: { kind: 'director', name: 'lvs2' },
      hint: expect.stringContaining('off it'),
    },
    blast: { ...nobody, directors: ['lvs2'] },
  },
  {
    reason: 'director-removed',
    of: 'a director makes room for another one',
    base: small,
    edit: [['lvs1: 10.0.0.2', 'lvs2: 10.0.0.3']],
    change: { action: 'removed', hint: expect.stringContaining('take the virtual IPs off it') },
    blast: { ...nobody, directors: ['lvs1'] },
  },
  {
    reason: 'directors-ha-changed',
    of: 'somebody else moves the virtual IPs',
    edit: [['ha: none', 'ha: external']],
    change: { subject: { kind: 'directors', name: '' }, attribute: 'ha' },
    blast: { ...nobody, directors: director },
  },
  {
    reason: 'module-renamed',
    of: 'the module has another name',
    edit: [['name: lvs', 'name: balancing']],
    change: { subject: { kind: 'module', name: '' }, attribute: 'name', before: 'lvs', after: 'balancing' },
    blast: { directors: director, reloads: director },
  },
  {
    reason: 'service-port-changed',
    of: 'a service has another port',
    edit: [['port: 443', 'port: 8444']],
    change: {
      attribute: 'port',
      before: '443',
      after: '8444',
      message: 'the port of service "https" changes from 443 to 8444',
    },
    blast: { reloads: director, realServers: guis, kicked: [...director, ...rabbits], hazard: undefined },
  },
  {
    reason: 'service-port-changed',
    of: 'a service of marked packets has other ports, which only nftables knows',
    base: fixtureText('fwmark'),
    edit: [['ports: [http, 443]', 'ports: [http, 444]']],
    change: { attribute: 'ports', before: '80, 443', after: '80, 444' },
    blast: { directors: director, reloads: [] },
  },
  {
    reason: 'service-port-changed',
    of: 'a service has another protocol',
    base: small,
    edit: [['port: 80 }', 'port: 80, protocol: udp }']],
    change: { attribute: 'protocol', before: 'tcp', after: 'udp' },
    blast: { reloads: ['lvs1'], hazard: undefined },
  },
  {
    reason: 'service-in-production',
    of: 'a service leaves setup with another port, which nobody could use before',
    base: small,
    given: [['port: 80 }', 'port: 80, state: setup }']],
    edit: [['port: 80, state: setup }', 'port: 81 }']],
    change: { attribute: 'port', before: '80', after: '81' },
  },
  {
    reason: 'service-ports-added',
    of: 'a service of marked packets takes another port',
    base: fixtureText('fwmark'),
    edit: [['ports: [http, 443]', 'ports: [http, 443, 444]']],
    change: { attribute: 'ports', before: '80, 443', after: '80, 443, 444' },
    blast: { directors: director, reloads: [], hazard: undefined },
  },
  {
    reason: 'service-mark-changed',
    of: 'the packets of a service have another mark',
    base: fixtureText('fwmark'),
    edit: [[/fwmark: \d+/, 'fwmark: 77']],
    change: { attribute: 'fwmark', after: '77' },
    blast: { directors: director, reloads: director, hazard: undefined },
  },
  {
    reason: 'virtual-ip-changed-without-setup',
    of: 'the only service leaves setup on another address than that which its servers have bound',
    base: small,
    given: [['port: 80 }', 'port: 80, state: setup }']],
    edit: [
      ['10.0.1.100', '10.0.1.110'],
      ['port: 80, state: setup }', 'port: 80 }'],
    ],
    change: { subject: { kind: 'virtual-ip', name: 'web' }, attribute: 'address' },
    blast: { realServers: ['g1', 'g2', 'g3'], hazard: bindFirst },
  },
  {
    reason: 'idle-virtual-ip-changed',
    of: 'only a service in setup has the virtual IP, which its servers bind',
    base: small,
    given: [['port: 80 }', 'port: 80, state: setup }']],
    edit: [['10.0.1.100', '10.0.1.110']],
    change: { subject: { kind: 'virtual-ip', name: 'web' }, attribute: 'address' },
    blast: { ...nobody, realServers: ['g1', 'g2', 'g3'], kicked: ['lvs1'] },
  },
  {
    reason: 'service-scheduler-changed',
    of: 'a service has another scheduler',
    edit: [['scheduler: wlc\n', 'scheduler: rr\n']],
    change: { attribute: 'scheduler', before: 'wlc', after: 'rr' },
    // Real servers do not know how connections are spread.
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'service-check-changed',
    of: 'a password lies under another key of Hiera, which is all that is shown',
    base: fixtureText('secrets'),
    edit: [[/passwd: \{ hiera: [^ ]+ \}/, 'passwd: { hiera: oe::other }']],
    change: { attribute: 'passwd', after: 'hiera: oe::other' },
    blast: { reloads: director },
  },
  {
    reason: 'service-persistence-changed',
    of: 'clients stick to their servers for a shorter time',
    edit: [['port: 8443, persistent: 3600', 'port: 8443, persistent: 60']],
    change: { attribute: 'persistent', before: '3600', after: '60' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'service-fallback-changed',
    of: 'a service has no server of last resort any more',
    edit: [['        fallback: 127.0.0.1:80\n', '']],
    change: { attribute: 'fallback', before: '127.0.0.1:80', after: undefined },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'service-quiescent-changed',
    of: 'dead servers of a service stay in the table',
    edit: [['port: 443', 'port: 443, quiescent: true']],
    change: { attribute: 'quiescent', before: undefined, after: 'true' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'service-draining',
    of: 'a service drains',
    edit: [['port: 443', 'port: 443, state: draining']],
    change: { attribute: 'state', before: 'production', after: 'draining' },
    blast: { reloads: director, realServers: guis, hazard: undefined },
  },
  {
    reason: 'virtual-ip-prefix-changed',
    of: 'a virtual IP has another prefix length',
    edit: [['interface: eth1', 'interface: eth1\n    prefix: 24']],
    change: { attribute: 'prefix', before: '32', after: '24' },
    // Real servers bind it alone.
    blast: { ...nobody, directors: director },
  },
  {
    reason: 'server-removed',
    of: 'one of two servers in production is retired',
    edit: [
      ['rabbitmq1.oe.example: 172.31.8.11', 'rabbitmq1.oe.example: { address: 172.31.8.11, state: retired }'],
    ],
    change: { action: 'removed', attribute: 'state', hint: expect.stringContaining('state: draining') },
    blast: {
      directors: director,
      reloads: director,
      realServers: ['rabbitmq1.oe.example'],
      kicked: director,
      hazard: dropFirst,
    },
  },
  {
    reason: 'server-removed',
    of: 'a server leaves the list only: it keeps its role, and with it the virtual IP and the marker',
    edit: [['      websocket1.oe.example: 172.31.8.31\n', '']],
    change: {
      action: 'removed',
      subject: { kind: 'server', name: 'websocket1.oe.example', role: 'websocket' },
    },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'server-removed',
    of: 'a server leaves the list, and notes in its marker that it has its weight no more',
    given: [['weight: 2', 'weight: 3']],
    edit: [[/ {6}rabbitmq2.*\n/, '']],
    change: {
      action: 'removed',
      subject: { kind: 'server', name: 'rabbitmq2.oe.example', role: 'rabbitmq' },
    },
    blast: {
      ...nobody,
      directors: director,
      reloads: director,
      realServers: ['rabbitmq2.oe.example'],
      kicked: director,
    },
  },
  {
    reason: 'server-removed',
    of: 'the same where nobody kicks: then it notices nothing',
    given: [['\nroles:', '\nkicker: { module: none }\nroles:']],
    edit: [[/ {6}rabbitmq2.*\n/, '']],
    change: { action: 'removed' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'server-withdrawn',
    of: 'one of two servers goes back to setup',
    edit: [
      ['rabbitmq1.oe.example: 172.31.8.11', 'rabbitmq1.oe.example: { address: 172.31.8.11, state: setup }'],
    ],
    change: { action: 'changed', attribute: 'state' },
    blast: { reloads: director, realServers: ['rabbitmq1.oe.example'], hazard: undefined },
  },
  {
    reason: 'server-moved',
    of: 'one of two servers enters another role through setup',
    edit: [
      ['      ssl1.oe.example: 172.31.8.51\n', ''],
      ['websocket1.oe', 'ssl1.oe.example: { address: 172.31.8.51, state: setup }\n      websocket1.oe'],
    ],
    change: {
      action: 'moved',
      subject: { kind: 'server', name: 'ssl1.oe.example', role: 'websocket' },
      from: { kind: 'server', name: 'ssl1.oe.example', role: 'ssl-offloader' },
    },
    // Both roles hold the same virtual IP, so it stays bound.
    blast: { reloads: director, realServers: ['ssl1.oe.example'], kicked: director, hazard: undefined },
  },
  {
    reason: 'server-address-changed',
    of: 'a server has another address',
    edit: [['172.31.8.11', '172.31.8.19']],
    change: { attribute: 'address', before: '172.31.8.11', after: '172.31.8.19' },
    // The module does not set the addresses of nodes.
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'server-port-changed',
    of: 'a server of a translated service has another port',
    base: fixtureText('masq-and-ipip'),
    edit: [['port: 8080, weight: 3', 'port: 8888, weight: 3']],
    change: { attribute: 'port', before: '8080', after: '8888' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'server-check-changed',
    of: 'a server is asked something of its own',
    edit: [['weight: 2', 'weight: 2, request: /one, receive: OK']],
    change: { attribute: 'request', after: '/one' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'role-removed',
    of: 'a role goes with its servers; its services are changes of their own',
    edit: [[couchbase, '']],
    change: {
      action: 'removed',
      subject: { kind: 'role', name: 'couchbase' },
      message: 'role "couchbase" is removed with 2 servers and 2 services',
    },
    blast: { ...nobody, realServers: couches },
  },
  {
    reason: 'role-discover-changed',
    of: 'the servers of a role are discovered',
    edit: [[/servers:\n( {6}ssl.*\n){2}/, 'servers: discover\n']],
    change: { subject: { kind: 'role', name: 'ssl-offloader' }, attribute: 'discover', after: 'true' },
    blast: { reloads: director, unknownHosts: ['ssl-offloader'] },
  },
  {
    reason: 'global-check-changed',
    of: 'checks have more time',
    edit: [['checktimeout: 3', 'checktimeout: 4']],
    change: { subject: { kind: 'global', name: 'checktimeout' }, before: '3', after: '4' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'global-fallback-changed',
    of: 'there is a server of last resort',
    edit: [['quiescent: false', 'quiescent: false\n  fallback: 127.0.0.1:80']],
    change: { subject: { kind: 'global', name: 'fallback' } },
    blast: { reloads: director },
  },
  {
    reason: 'global-quiescent-changed',
    of: 'dead servers stay in the table',
    edit: [['quiescent: false', 'quiescent: true']],
    change: { subject: { kind: 'global', name: 'quiescent' }, before: 'false', after: 'true' },
    blast: { reloads: director },
  },
  {
    reason: 'global-quiescent-changed',
    of: 'what the file says anyway is left out',
    edit: [['  quiescent: false\n', '']],
    change: { before: 'false', after: undefined },
    blast: nobody,
  },
  {
    reason: 'global-daemon-changed',
    of: 'ldirectord logs elsewhere',
    edit: [['quiescent: false', 'quiescent: false\n  logfile: local0']],
    change: { subject: { kind: 'global', name: 'logfile' } },
  },
  {
    reason: 'director-removed',
    of: 'one of two directors goes',
    given: [['lvs1.oe.example: 172.31.8.2', 'lvs1.oe.example: 172.31.8.2\n    lvs2.oe.example: 172.31.8.3']],
    edit: [['    lvs2.oe.example: 172.31.8.3\n', '']],
    change: { action: 'removed', subject: { kind: 'director', name: 'lvs2.oe.example' } },
    blast: { ...nobody, directors: ['lvs2.oe.example'] },
  },
  {
    reason: 'director-address-changed',
    of: 'a director of translated services has another address, which their servers look for',
    base: fixtureText('masq-and-ipip'),
    edit: [['lvs1.oe.example: 10.20.0.1', 'lvs1.oe.example: 10.20.0.2']],
    change: { attribute: 'address', before: '10.20.0.1' },
    blast: {
      ...nobody,
      realServers: ['app1.oe.example', 'app2.oe.example', 'app3.oe.example', 'report1.oe.example'],
    },
  },
  {
    reason: 'directors-role-changed',
    of: 'real servers kick another role',
    edit: [['role: lvs', 'role: balancer']],
    change: { subject: { kind: 'directors', name: '' }, attribute: 'role' },
    blast: { directors: [], reloads: [], kicked: [] },
  },
  {
    reason: 'kicker-changed',
    of: 'kicks are switched off',
    edit: [[/$/, '\nkicker: { module: none }\n']],
    change: { subject: { kind: 'kicker', name: '' }, attribute: 'module', after: 'none' },
    blast: { directors: [], reloads: [], kicked: [] },
  },
  {
    reason: 'kicker-source-changed',
    of: 'the site has a kicker module of its own',
    edit: [[/$/, '\nkicker: { module: external }\n']],
    change: { subject: { kind: 'kicker', name: '' }, attribute: 'module', after: 'external' },
    blast: { directors: [], realServers: [], reloads: [], kicked: [] },
  },
  {
    reason: 'service-added',
    of: 'a service is added through setup',
    edit: [['      https:', '      next: { virtual_ip: messaging, port: 81, state: setup }\n      https:']],
    change: { action: 'added', subject: { kind: 'service', name: 'next', role: 'gui' } },
    blast: {
      directors: [],
      reloads: [],
      realServers: guis,
      kicked: [...director, ...rabbits],
      hazard: undefined,
    },
  },
  {
    reason: 'service-added',
    of: 'a service is added in production on an address that its servers do not have',
    edit: [['      https:', '      next: { virtual_ip: messaging, port: 81 }\n      https:']],
    change: { action: 'added' },
    blast: { reloads: director, hazard: bindFirst },
  },
  {
    reason: 'service-in-production',
    of: 'a service leaves setup',
    given: [['port: 443', 'port: 443, state: setup']],
    edit: [['port: 443, state: setup', 'port: 443']],
    change: { attribute: 'state', before: 'setup', after: 'production' },
    blast: { reloads: director, realServers: guis, hazard: undefined },
  },
  {
    reason: 'unused-service-removed',
    of: 'a service is retired that drained before',
    given: [['port: 443', 'port: 443, state: draining']],
    edit: [['port: 443, state: draining', 'port: 443, state: retired']],
    change: { action: 'removed', attribute: 'state', before: 'draining', after: 'retired' },
    blast: { reloads: director, realServers: guis },
  },
  {
    reason: 'service-renamed',
    of: 'a service is recognised by its endpoint',
    edit: [['      https:', '      secure:']],
    change: {
      action: 'renamed',
      subject: { kind: 'service', name: 'secure', role: 'gui' },
      from: { kind: 'service', name: 'https', role: 'gui' },
    },
    blast: { reloads: director, realServers: guis, kicked: [...director, ...rabbits] },
  },
  {
    reason: 'service-notice-changed',
    of: 'a service has another name in mails',
    edit: [['port: 443', 'port: 443, servicename: shop']],
    change: { attribute: 'servicename', after: 'shop' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'server-added',
    of: 'a server is added in setup',
    edit: [
      ['rabbitmq2.oe', 'rabbitmq3.oe.example: { address: 172.31.8.13, state: setup }\n      rabbitmq2.oe'],
    ],
    change: { action: 'added', hint: undefined },
    blast: { ...nobody, realServers: ['rabbitmq3.oe.example'], kicked: director },
  },
  {
    reason: 'server-added',
    of: 'a server of a translated service binds nothing, so it needs no setup',
    base: fixtureText('masq-and-ipip'),
    edit: [['app1.oe', 'app0.oe.example: 10.20.0.10\n      app1.oe']],
    change: { action: 'added' },
    blast: { reloads: director, realServers: ['app0.oe.example'], hazard: undefined },
  },
  {
    reason: 'server-added',
    of: 'a server of a role all of whose services are new has no clients yet',
    base: fixtureText('removal'),
    edit: [
      ['nothing but a plan', 'no plan any more\n    servers: { cache1.oe.example: 172.31.8.51 }'],
      ['port: 6379, state: setup', 'port: 6379'],
    ],
    change: { action: 'added', subject: { kind: 'server', name: 'cache1.oe.example', role: 'cache' } },
  },
  {
    reason: 'server-added',
    of: 'the first server of a role brings its service into the file, even from setup',
    base: fixtureText('removal'),
    given: [['port: 6379, state: setup', 'port: 6379']],
    edit: [
      [
        'nothing but a plan',
        'a plan\n    servers: { cache1.oe.example: { address: 172.31.8.51, state: setup } }',
      ],
    ],
    change: { action: 'added' },
    blast: { directors: director, reloads: director, realServers: ['cache1.oe.example'] },
  },
  {
    reason: 'service-in-production',
    of: 'a service leaves setup together with its first server',
    base: fixtureText('removal'),
    edit: [
      ['nothing but a plan', 'no plan any more\n    servers: { cache1.oe.example: 172.31.8.51 }'],
      ['port: 6379, state: setup', 'port: 6379'],
    ],
    change: { subject: { kind: 'service', name: 'cache', role: 'cache' } },
    blast: { reloads: director },
  },
  {
    reason: 'server-in-production',
    of: 'a server leaves setup',
    edit: [['state: setup', 'state: production']],
    change: { attribute: 'state', before: 'setup', after: 'production' },
    blast: {
      reloads: director,
      realServers: ['gui3.oe.example'],
      kicked: [...director, ...rabbits],
      hazard: undefined,
    },
  },
  {
    reason: 'server-draining',
    of: 'one of two servers drains',
    edit: [
      [
        'rabbitmq1.oe.example: 172.31.8.11',
        'rabbitmq1.oe.example: { address: 172.31.8.11, state: draining }',
      ],
    ],
    change: { attribute: 'state', after: 'draining' },
    blast: { reloads: director, realServers: ['rabbitmq1.oe.example'], kicked: director },
  },
  {
    reason: 'drained-server-removed',
    of: 'a server is retired that drained before',
    edit: [['state: draining', 'state: retired']],
    change: { action: 'removed', attribute: 'state', before: 'draining', after: 'retired' },
    blast: { reloads: director, realServers: ['gui2.oe.example'], hazard: dropFirst },
  },
  {
    reason: 'server-renamed',
    of: 'a server is recognised by its address',
    edit: [['rabbitmq1.oe', 'rabbit1.oe']],
    change: {
      action: 'renamed',
      subject: { kind: 'server', name: 'rabbit1.oe.example', role: 'rabbitmq' },
      from: { kind: 'server', name: 'rabbitmq1.oe.example', role: 'rabbitmq' },
      hint: expect.stringContaining('another machine'),
    },
    blast: { ...nobody, realServers: ['rabbit1.oe.example', 'rabbitmq1.oe.example'] },
  },
  {
    reason: 'server-weight-changed',
    of: 'a server has another weight, which its marker tells',
    edit: [['weight: 2', 'weight: 3']],
    change: {
      action: 'changed',
      attribute: 'weight',
      before: '2',
      after: '3',
      message: 'the weight of server "rabbitmq2.oe.example" of role "rabbitmq" changes from 2 to 3',
      hint: undefined,
      id: 'changed/server/rabbitmq/rabbitmq2.oe.example/weight',
    },
    blast: {
      directors: director,
      reloads: director,
      realServers: ['rabbitmq2.oe.example'],
      kicked: director,
      unknownHosts: [],
      hazard: undefined,
    },
  },
  {
    reason: 'server-weight-changed',
    of: 'without kicks a real server does not know its weight',
    given: [[/$/, '\nkicker: { module: none }\n']],
    edit: [['weight: 2', 'weight: 3']],
    change: {},
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'server-threshold-changed',
    of: 'a server takes fewer connections',
    edit: [['weight: 2', 'weight: 2, upper_threshold: 100']],
    change: { attribute: 'upper_threshold', after: '100' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'role-added',
    of: 'a role comes with its servers',
    given: [[couchbase, '']],
    edit: [[/$/, `${couchbase.exec(oeStack)?.[0]}`]],
    change: {
      action: 'added',
      subject: { kind: 'role', name: 'couchbase' },
      message: 'role "couchbase" is added with 2 servers and 2 services',
    },
    blast: { ...nobody, realServers: couches, kicked: director },
  },
  {
    reason: 'role-minimum-changed',
    of: 'a role wants more servers',
    base: fixtureText('discover'),
    edit: [['min_servers: 1', 'min_servers: 2']],
    change: { subject: { kind: 'role', name: 'websocket' }, attribute: 'min_servers', before: '1' },
    blast: nobody,
  },
  {
    reason: 'kick-added',
    of: 'a role kicks one more',
    edit: [['kicks: [rabbitmq]', 'kicks: [rabbitmq, websocket]']],
    change: { action: 'added', subject: { kind: 'kick', name: 'websocket', role: 'gui' } },
    blast: { ...nobody, realServers: guis },
  },
  {
    reason: 'kick-removed',
    of: 'a role kicks nobody else any more',
    edit: [['    kicks: [rabbitmq]\n', '']],
    change: { action: 'removed', subject: { kind: 'kick', name: 'rabbitmq', role: 'gui' } },
    blast: { ...nobody, realServers: guis },
  },
  {
    reason: 'kick-removed',
    of: 'a role kicked another one twice, which the module does once',
    given: [['kicks: [rabbitmq]', 'kicks: [rabbitmq, rabbitmq]']],
    edit: [['kicks: [rabbitmq, rabbitmq]', 'kicks: [rabbitmq]']],
    change: { action: 'removed' },
    blast: nobody,
  },
  {
    reason: 'director-added',
    of: 'a second director, where somebody else moves the virtual IPs',
    given: [['ha: none', 'ha: external']],
    edit: [['lvs1.oe.example: 172.31.8.2', 'lvs1.oe.example: 172.31.8.2\n    lvs2.oe.example: 172.31.8.3']],
    change: { action: 'added', subject: { kind: 'director', name: 'lvs2.oe.example' } },
    blast: { ...nobody, directors: ['lvs2.oe.example'] },
  },
  {
    reason: 'director-renamed',
    of: 'a director is recognised by its address',
    edit: [['lvs1.oe', 'lvs9.oe']],
    change: { action: 'renamed', from: { kind: 'director', name: 'lvs1.oe.example' } },
    blast: { ...nobody, directors: ['lvs9.oe.example'] },
  },
  {
    reason: 'global-mail-changed',
    of: 'mail goes to somebody',
    edit: [['quiescent: false', 'quiescent: false\n  emailalert: ops@oe.example']],
    change: { subject: { kind: 'global', name: 'emailalert' } },
    blast: { reloads: director },
  },
  {
    reason: 'virtual-ip-added',
    of: 'a virtual IP without services',
    edit: [spare],
    change: { action: 'added', subject: { kind: 'virtual-ip', name: 'spare' }, after: '172.31.8.109' },
    blast: nobody,
  },
  {
    reason: 'virtual-ip-added',
    of: 'a virtual IP which somebody else has to bind on the directors',
    given: [['ha: none', 'ha: external']],
    edit: [spare],
    change: { action: 'added', hint: expect.stringContaining('pacemaker or keepalived') },
    blast: nobody,
  },
  {
    reason: 'virtual-ip-renamed',
    of: 'a virtual IP is recognised by its address; its services follow',
    edit: [
      ['  messaging: 172', '  broker: 172'],
      [/virtual_ip: messaging/g, 'virtual_ip: broker'],
    ],
    change: { action: 'renamed', from: { kind: 'virtual-ip', name: 'messaging' } },
    blast: nobody,
  },
  {
    reason: 'unused-virtual-ip-removed',
    of: 'a virtual IP without services goes',
    given: [spare],
    edit: [['  spare: 172.31.8.109\n', '']],
    change: { action: 'removed', subject: { kind: 'virtual-ip', name: 'spare' } },
    blast: nobody,
  },
  {
    reason: 'unused-virtual-ip-changed',
    of: 'a virtual IP without services has another address',
    given: [spare],
    edit: [['172.31.8.109', '172.31.8.119']],
    change: { attribute: 'address' },
    blast: nobody,
  },
  {
    reason: 'unused-virtual-ip-changed',
    of: 'the interface of a virtual IP that pacemaker binds',
    given: [['ha: none', 'ha: external']],
    edit: [['interface: eth1', 'interface: eth2']],
    change: { attribute: 'interface' },
    blast: nobody,
  },
  {
    reason: 'first-global-set',
    of: 'a check has another time before there is a service',
    given: [[/\nroles:[^]*$/, '\nroles: {}\n']],
    edit: [['checktimeout: 3', 'checktimeout: 4']],
    change: { attribute: 'checktimeout', before: '3', after: '4' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'idle-service-changed',
    of: 'a service in setup has another check',
    given: [['port: 443', 'port: 443, state: setup']],
    edit: [['port: 443', 'port: 443, checktype: ping']],
    change: { attribute: 'checktype' },
    blast: nobody,
  },
  {
    reason: 'idle-server-changed',
    of: 'a server in setup has another weight',
    edit: [['172.31.8.23, state', '172.31.8.23, weight: 3, state']],
    change: { attribute: 'weight', after: '3' },
    blast: nobody,
  },
  {
    reason: 'record-added',
    of: 'a server is written down as retired; a node that has the role gives its addresses up',
    edit: [
      [
        'couchbase3.oe',
        'couchbase0.oe.example: { address: 172.31.8.60, state: retired }\n      couchbase3.oe',
      ],
    ],
    change: {
      action: 'added',
      subject: { kind: 'server', name: 'couchbase0.oe.example', role: 'couchbase' },
    },
    blast: { ...nobody, realServers: ['couchbase0.oe.example'] },
  },
  {
    reason: 'record-removed',
    of: 'the record of a retired server goes; a node that still had the role would be a real server again',
    edit: [[/ {6}couchbase3.*\n/, '']],
    change: {
      action: 'removed',
      subject: { kind: 'server', name: 'couchbase3.oe.example', role: 'couchbase' },
    },
    blast: { ...nobody, realServers: ['couchbase3.oe.example'] },
  },
  {
    reason: 'role-description-changed',
    of: 'a comment of the file changes',
    edit: [['description: message broker', 'description: broker of messages']],
    change: { subject: { kind: 'role', name: 'rabbitmq' }, attribute: 'description' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'order-changed',
    of: 'servers stand in another order',
    edit: [[/( {6}ssl1.*\n)( {6}ssl2.*\n)/, '$2$1']],
    change: { action: 'reordered', subject: { kind: 'role', name: 'ssl-offloader' }, attribute: 'servers' },
    blast: { ...nobody, directors: director, reloads: director },
  },
  {
    reason: 'order-changed',
    of: 'only one of the servers that changed places is in the file',
    edit: [[/( {6}gui2.*\n)( {6}gui3.*\n)/, '$2$1']],
    change: { attribute: 'servers' },
    blast: nobody,
  },
  {
    reason: 'directors-interface-changed',
    of: 'the interface from which virtual IPs start',
    edit: [['interface: eth0', 'interface: eth7']],
    change: { subject: { kind: 'directors', name: '' }, attribute: 'interface' },
    blast: nobody,
  },
  {
    reason: 'network-changed',
    of: 'a network is larger',
    edit: [['172.31.8.0/24', '172.31.8.0/23']],
    change: { action: 'changed', subject: { kind: 'network', name: 'production' }, attribute: 'cidr' },
    blast: nobody,
  },
  {
    reason: 'module-info-changed',
    of: 'the module has another version',
    edit: [['version: 0.1.0', 'version: 0.2.0']],
    change: { subject: { kind: 'module', name: '' }, attribute: 'version' },
    blast: nobody,
  },
];

describe('the reason of a change', () => {
  it.each(rows)('$reason: $of', ({ reason, base = oeStack, given = [], edit, change, blast = {} }) => {
    const before = edited(base, ...given);
    const found = reviewOf(before, edited(before, ...edit)).changes.filter((one) => one.reason === reason);
    expect(found[0]).toMatchObject({ ...change, risk: reasons[reason].risk, blast });
  });

  // Only Hiera can empty a role.
  const stack = inventoryOf(oeStack);
  const emptied: Inventory = {
    ...stack,
    roles: stack.roles.map((role) =>
      role.name === 'rabbitmq' ? { ...role, emptied: true, servers: [] } : role,
    ),
  };
  const compare = (before: Inventory, after: Inventory): Review =>
    compareInventories(before, after, { names: { before: 'old', after: 'new' } });

  it('role-emptied: Hiera takes all servers of a role away, which are removals', () => {
    const { changes, removals } = compare(stack, emptied);
    expect(changes).toMatchObject([
      { reason: 'role-emptied', subject: { kind: 'role', name: 'rabbitmq' }, blast: { reloads: director } },
      { reason: 'role-shrinks-too-far', subject: { kind: 'role', name: 'rabbitmq' } },
    ]);
    expect(removals).toBe(2);
  });

  it('role-refilled: Hiera gives them back', () => {
    expect(compare(emptied, stack).changes).toMatchObject([{ reason: 'role-refilled', risk: 'minor' }]);
  });
});

test('a role may lose half of its servers, or all of them for others', () => {
  const reasonsOf = (...edit: readonly Replacement[]): string[] =>
    reviewOf(small, edited(small, ...edit)).changes.map(({ reason }) => reason);
  const gone: readonly Replacement[] = [
    ['      g1: 10.0.0.11\n', ''],
    ['      g2: 10.0.0.12\n', ''],
  ];
  expect(reasonsOf(...gone)).toContain('role-shrinks-too-far');
  expect(reasonsOf(['      a1: 10.0.0.21\n', ''])).not.toContain('role-shrinks-too-far');
  expect(
    reasonsOf(...gone, ['      g3:', '      g4: 10.0.0.14\n      g5: 10.0.0.15\n      g3:']),
  ).not.toContain('role-shrinks-too-far');
});

test('every reason has a row', () => {
  const covered = new Set<string>([...rows.map(({ reason }) => reason), 'role-emptied', 'role-refilled']);
  expect(Object.keys(reasons).filter((code) => !covered.has(code))).toEqual([]);
});

test('the table stands in the order of the risks, and every risk has reasons', () => {
  const ranks = Object.values(reasons).map(({ risk }) => risks.indexOf(risk));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(new Set(ranks).size).toBe(risks.length);
});

test('codes of reasons are no codes of findings', () => {
  expect(Object.keys(codes).filter((code) => isReasonCode(code))).toEqual([]);
});

test('every directive has a reason', () => {
  const emitted = (list: typeof globalDirectives): string[] =>
    list.filter(({ status }) => 'emitted' in status).map(({ name }) => name);
  expect(emitted(globalDirectives).filter((name) => !globalReasons.has(name))).toEqual([]);
  expect(emitted(serviceDirectives).filter((name) => !serviceReasons.has(name))).toEqual([]);
});
