import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../src/report/review-picture.ts';
import { reviewMermaid } from '../../../src/report/review-mermaid.ts';
import { inventoryOf, roleText } from '../graph/inventories.ts';
import { changeOf, reviewOf, sampleReview } from './reviews.ts';

const same = inventoryOf(roleText('a', 1) + roleText('b', 2));

describe('the picture of what changes', () => {
  it('marks what was added, removed and changed, in words and with outlines', () => {
    expect(reviewMermaid(sampleReview)).toBe(`%%{init: {"flowchart": {"wrappingWidth": 1200}}}%%
flowchart LR
  accTitle: What changes of virtual IPs, services, roles and servers
  n1(["virtual IP messaging<br/>172.31.8.100"])
  n2(["virtual IP web, added<br/>172.31.8.101"])
  n3("service http, changed<br/>172.31.8.101#58;80/tcp")
  n4("service https, removed<br/>172.31.8.100#58;443/tcp")
  n5["role gui<br/>gui1.oe.example 172.31.8.21, changed<br/>gui2.oe.example 172.31.8.22, changed<br/>gui3.oe.example 172.31.8.23, added"]
  n6["role rabbitmq<br/>1 server"]
  n2 --> n3
  n3 --> n5
  n1 --> n4
  n4 --> n5
  n5 -.->|"kicks rabbitmq, added"| n6
  classDef added stroke:#2da44e,stroke-width:3px
  class n2 added
  classDef removed stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4
  class n4 removed
  classDef changed stroke:#bf8700,stroke-width:3px
  class n3,n5 changed
`);
  });

  it('leaves out what stays as it is', () => {
    const change = changeOf({ subject: { kind: 'server', name: 'a1.oe.example', role: 'a' } });
    const picture = reviewMermaid(reviewOf([change], { before: same, after: same }));
    expect(picture).toContain('a1.oe.example 10.0.1.1, changed');
    expect(picture).not.toContain('role b');
  });

  it('counts no server that was retired before', () => {
    const retired = inventoryOf(
      roleText('a', 1).replace(/(a1\.oe\.example: )(\S+)/, '$1{ address: $2, state: retired }') +
        roleText('b', 2),
    );
    const changes = [changeOf({ subject: { kind: 'role', name: 'a' } })];
    const count = (state: typeof same) =>
      pictureOf(reviewOf(changes, { before: state, after: state }))?.roles.get('a')?.moreServers;
    expect(count(same)).toBe(1 + (count(retired) ?? 0));
  });

  it('is none where nothing of it can be drawn', () => {
    const change = changeOf({ subject: { kind: 'global', name: 'checktimeout' } });
    expect(reviewMermaid(reviewOf([change], { before: same, after: same }))).toBeUndefined();
  });

  it('shows what was renamed once, under its new name', () => {
    const after = inventoryOf(roleText('c', 1) + roleText('b', 2));
    const renamed = (kind: 'role' | 'service' | 'server', from: string, to: string, role?: string) =>
      changeOf({
        action: 'renamed',
        subject: role === undefined ? { kind, name: to } : { kind, name: to, role: 'c' },
        from: role === undefined ? { kind, name: from } : { kind, name: from, role },
      });
    const changes = [
      renamed('role', 'a', 'c'),
      renamed('service', 'sa', 'sc', 'a'),
      renamed('server', 'a1.oe.example', 'c1.oe.example', 'a'),
    ];
    const picture = pictureOf(reviewOf(changes, { before: same, after }));
    expect([...(picture?.roles ?? [])].map(([name, { mark }]) => [name, mark])).toEqual([['c', 'changed']]);
    expect([...(picture?.services ?? [])].map(([name, { mark }]) => [name, mark])).toEqual([
      ['sc', 'changed'],
    ]);
    expect(picture?.roles.get('c')?.servers.map(({ hostname, mark }) => [hostname, mark])).toEqual([
      ['c1.oe.example', 'changed'],
    ]);
  });

  it('stays small, and says what is missing', () => {
    const roles = Array.from({ length: 100 }, (_, index) => roleText(`r${index}`, index + 1)).join('');
    const picture = reviewMermaid(reviewOf([], { before: same, after: inventoryOf(roles) })) ?? '';
    expect(picture.split('\n').length).toBeLessThan(130);
    expect(picture).toMatch(/more\["and \d+ more that change"\]/);
  });
});
