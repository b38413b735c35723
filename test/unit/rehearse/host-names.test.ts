import { expect, it } from 'vitest';
import { withPlainHostNames } from '../../../src/rehearse/host-names.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import { inventoryOf } from '../graph/inventories.ts';

it('makes one host of a name that is spelled in two ways', () => {
  const inventory = inventoryOf(
    '  gui:\n    servers: { Gui1.oe.example: 10.0.0.1 }\n    services: { http: { virtual_ip: messaging, port: 80 } }\n' +
      '  web:\n    servers: { gui1.OE.example: 10.0.0.1 }\n    services: { https: { virtual_ip: messaging, port: 443 } }\n',
  );
  const plain = withPlainHostNames(inventory);
  const names = plain.roles.flatMap(({ servers }) => servers.map(({ hostname }) => hostname));
  expect(names).toEqual(['gui1.oe.example', 'gui1.oe.example']);
  const servers = planLab(plain).hosts.filter(({ kind }) => kind === 'real server');
  expect(servers).toMatchObject([{ hostname: 'gui1.oe.example', roles: ['gui', 'web'] }]);
});
