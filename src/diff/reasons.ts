import type { Risk } from './model.ts';

/** What `lvs-puppet explain CODE` says about a change. */
export interface ReasonEntry {
  readonly risk: Risk;
  readonly title: string;
  /** What happens on the nodes, and to clients. */
  readonly why: string;
  /** What makes it safe. */
  readonly fix: string;
}

function reason(risk: Risk, title: string, why: string, fix: string): ReasonEntry {
  return { risk, title, why, fix };
}

/** The one table of reasons of changes, the worst risk first; codes are stable once released, and each has one risk. */
export const reasons = {
  'virtual-ip-removed': reason(
    'blocker',
    'A virtual IP that services use is removed',
    'Real servers unbind the address in their next runs, and so do directors with `ha: none`; with `external` pacemaker or keepalived still holds it. Every client that still uses it gets no answer.',
    'Move its services to another virtual IP and the clients (DNS) after them, and remove it when nobody uses it any more.',
  ),
  'virtual-ip-address-changed': reason(
    'blocker',
    'A virtual IP that services use has another address',
    'Real servers unbind the old address, and so do directors with `ha: none`; with `external` pacemaker or keepalived has to be told of the new one. Clients that know the old one get no answer until they learn the new one.',
    'Add a second virtual IP with the new address and services on it, move the clients, and then remove the old one.',
  ),
  'service-removed': reason(
    'blocker',
    'A virtual service in production is removed or retired, or goes back to setup',
    'ldirectord removes the service from the kernel with its next reload: connections that exist break, new ones are refused. If it is removed, a key of Hiera (`service_overrides`) that still names it fails the catalogs of all nodes.',
    'Set `state: draining` first, and remove or retire the service when no client uses it any more.',
  ),
  'last-server-removed': reason(
    'blocker',
    'No server of a role is left that takes new connections',
    'The services of the role stay, or move to it, but the scheduler has no server with a weight for them: clients get no answer, or the fallback.',
    'Bring another server into production first, or drain and retire the services of the role.',
  ),
  'role-emptied': reason(
    'blocker',
    'Hiera gives a role an empty list of servers',
    'An empty list takes the services of the role out of ldirectord.cf, unless the module refuses that (`max_shrink`): their clients get no answer.',
    'Give the role its servers again, or retire its services in the inventory.',
  ),

  'service-moved': reason(
    'critical',
    'A virtual service goes to the servers of another role',
    'Directors send clients to the new servers as soon as they have run, also to those that have not bound the virtual IP yet; the old ones lose their connections.',
    'Let the new servers bind the virtual IP first: a service of their role in `state: setup` on the same virtual IP does that.',
  ),
  'service-port-changed': reason(
    'critical',
    'A virtual service gives up a port or a protocol',
    'Clients of the old port or protocol are refused from then on. Without a firewall mark it is another service for the kernel: the old one goes with its connections.',
    'Add a service for the new port, move the clients, and then remove the old one.',
  ),
  'service-virtual-ip-changed': reason(
    'critical',
    'A virtual service goes to another virtual IP',
    'Clients that use the old address get no answer, and servers get clients for an address that they may not have bound yet.',
    'Add a second service on the new virtual IP through `state: setup`, move the clients, and then remove the old service.',
  ),
  'service-forwarding-changed': reason(
    'critical',
    'Packets reach the real servers of a service in another way',
    'Direct routing and tunnels need the virtual IP on the real servers, address translation needs the way back through the director: while the nodes do not agree, connections hang.',
    'Add a second service with the new method on another virtual IP, try it, and move the clients; or change it in a maintenance window.',
  ),
  'virtual-ip-interface-changed': reason(
    'critical',
    'A virtual IP goes to another interface of the directors',
    'The director binds the address there and takes it from the old interface in the same run; neighbours keep the old answer to ARP for a while, and a wrong interface takes every service of the address down.',
    'Check that the interface exists on every director and is in the right network, and do it in a maintenance window.',
  ),
  'role-majority-removed': reason(
    'critical',
    'More than half of the servers of a role leave or take no new connections',
    'The servers that stay get all connections at once. Where more than half leave the file, the module fails the catalogs of the directors (`max_shrink`), so the last good file stays.',
    'Let the servers leave one after another, through `state: draining`; set `max_shrink` to 1 for one run where it is meant.',
  ),
  'role-shrinks-too-far': reason(
    'critical',
    'A role loses so many servers at once that directors refuse it',
    'Where more than half of the servers of a role leave ldirectord.cf, also drained ones, the module fails the catalogs of all directors (`max_shrink`): the last good file stays, and directors go on sending clients to servers that give the virtual IP up in their own runs.',
    'Let the servers leave in several steps, each at most half of what is left; or set `max_shrink` to 1 on the directors for one run, and let them run before the real servers.',
  ),
  'server-added-without-setup': reason(
    'critical',
    'A server gets clients at once, without `state: setup`',
    'The health check asks the address of the server, not the virtual IP: directors send clients to a server that has not bound the virtual IP yet, and these get no answer.',
    'Add the server with `state: setup`, and take that out when its agent has run.',
  ),
  'service-added-without-setup': reason(
    'critical',
    'A virtual service takes clients over at once, without `state: setup`',
    'Clients already use its address and port, or its name: directors send them to servers that have not bound the virtual IP yet, and these clients get no answer.',
    'Add the service with `state: setup`, and take that out when the agents of its servers have run.',
  ),
  'role-renamed': reason(
    'critical',
    'A role has another name',
    'A real server finds its virtual IPs by its roles (`pp_role` in its certificate, or the fact `role`). One that still has the old name unbinds them in its next run, while directors go on sending clients to it. A key of Hiera (`server_overrides`) that still has the old name fails the catalogs of all nodes.',
    'Give the servers both roles until the inventory with the new name is in force, or keep the name and change the description.',
  ),
  'director-added-beside-another': reason(
    'critical',
    'A director is added while another one holds the virtual IPs',
    'With `ha: none` the new one binds every virtual IP in its first run. The other one keeps them too, even where it left the inventory, as long as it has its class: two directors answer ARP, and connections break.',
    'Stop ldirectord on the old one and take the virtual IPs off it before the agent of the new one runs; for two directors at a time set `ha: external`.',
  ),
  'directors-ha-changed': reason(
    'critical',
    'Somebody else moves the virtual IPs between directors than before',
    'With `none` the module binds them, with `external` it takes them off the director: if pacemaker or keepalived does not hold them at that moment, nobody does, and if both do, two directors answer ARP.',
    'Set up pacemaker or keepalived first, and change it in a maintenance window.',
  ),
  'module-renamed': reason(
    'critical',
    'The module has another name',
    'Classes, parameters, units and files on the nodes are called after the module. Nodes that include the old class fail, and what the old one has put there is not removed.',
    'Keep the name; if it must change, change the classification and the Hiera data of all nodes with it, and clean up the old files.',
  ),

  'virtual-ip-changed-without-setup': reason(
    'major',
    'A virtual IP changes its address while services on it leave setup',
    'In setup the real servers have bound the old address: directors send clients to the new one at once, which they have not bound yet.',
    'Change the address first, let the agents of the real servers run, and then take `state: setup` out.',
  ),
  'service-mark-changed': reason(
    'major',
    'A virtual service has another firewall mark, or one where it had none',
    'For the kernel it is another service: the old one goes with its connections, and new connections are served as before.',
    'Do it while there are few connections.',
  ),
  'service-scheduler-changed': reason(
    'major',
    'A virtual service has another scheduler, or other flags of it',
    'New connections spread in another way; with hash schedulers clients meet other servers than before.',
    'Check that weights and fallback flags fit the new scheduler.',
  ),
  'service-check-changed': reason(
    'major',
    'The servers of a virtual service are checked in another way',
    'A check that no server passes takes all of them out of the pool within one round, although they work.',
    'Try the new check by hand from a director against every server.',
  ),
  'service-persistence-changed': reason(
    'major',
    'Clients of a virtual service stick to their servers in another way',
    'Without persistence a client’s next connection may meet another server, which breaks sessions that only one server knows.',
    'Make sure that the servers share their sessions, or do it while there are few clients.',
  ),
  'service-fallback-changed': reason(
    'major',
    'A virtual service has another server of last resort',
    'It shows only when all servers are dead: then clients are sent there, or get no answer.',
    'Check that the fallback answers on the port of the service, and for direct routing that it has bound the virtual IP.',
  ),
  'service-quiescent-changed': reason(
    'major',
    'Dead servers of a virtual service are treated in another way',
    'With `quiescent` a dead server keeps its connections with weight 0, and its persistent clients where `expire_quiescent_template` of the module is off; without it, it leaves the kernel’s table and they break.',
    'Read `quiescent` and `cleanstop` in the list of directives, and look at persistence with it.',
  ),
  'service-draining': reason(
    'major',
    'A virtual service gets no new connections',
    'All its servers have weight 0 for it: connections that exist go on, new ones get no answer.',
    'Move the clients before.',
  ),
  'virtual-ip-prefix-changed': reason(
    'major',
    'A virtual IP has another prefix length on the directors',
    'The director binds the address anew. With a short prefix it takes the whole network for directly connected.',
    'Keep 32 (128 for IPv6) unless the network has to be reached over this address.',
  ),
  'server-removed': reason(
    'major',
    'A server in production is removed or retired',
    'ldirectord takes it out of the pool with its next reload, and the connections to it break. A server that is only removed from the inventory but keeps its role keeps the virtual IP bound; one that is retired gives it up. A key of Hiera (`server_overrides`) that still names it fails the catalogs of the directors.',
    'Set `state: draining` first, then `retired` when its connections have ended, and remove the record when the node is gone.',
  ),
  'server-withdrawn': reason(
    'major',
    'A server goes back to setup',
    'It leaves the pool with the next reload of ldirectord, and the connections to it break.',
    'Set `state: draining` first, and go on when its connections have ended.',
  ),
  'server-moved': reason(
    'major',
    'A server goes to another role',
    'It leaves the pools of one role and enters those of another; the node needs the new role, too, to bind the virtual IPs of the new one. A key of Hiera (`server_overrides`) that still has it in the old role fails the catalogs of the directors.',
    'Drain it in the old role first, and let it enter the new one through `state: setup`.',
  ),
  'server-address-changed': reason(
    'major',
    'A server has another address',
    'For the kernel it is another server: the old address leaves the pool with its connections.',
    'Drain the server first, change the address of the node, and then let it enter again through `state: setup`.',
  ),
  'server-port-changed': reason(
    'major',
    'A server of a translated service has another port',
    'For the kernel it is another server: its connections break, and it is dead until something listens on the new port.',
    'Let the server listen on both ports until the directors have run.',
  ),
  'server-check-changed': reason(
    'major',
    'A server is checked in another way',
    'A check that it does not pass takes it out of the pool, although it works.',
    'Try the new check by hand from a director.',
  ),
  'role-removed': reason(
    'major',
    'A role is removed with its servers',
    'Its servers give up the virtual IPs that no other of their roles needs. What it means for clients stands with the services of the role. Keys of Hiera (`server_overrides`, `service_overrides`) that still name the role or its services fail the catalogs of all nodes.',
    'Drain and retire the services first, then the servers, and remove the role when the nodes have run.',
  ),
  'role-discover-changed': reason(
    'major',
    'The servers of a role come from somewhere else',
    'With `discover` the list comes from what the nodes reported, without it from the inventory: which servers are in the pool after it is seen in a catalog only.',
    'Compare the list with what the kicker finds (`lvs-puppet diff --servers`), and set `min_servers`.',
  ),
  'global-check-changed': reason(
    'major',
    'All servers are checked by other times or counts',
    'A timeout or count that is too short takes slow servers out of their pools, one that is too long leaves dead ones in.',
    'Compare with how long the slowest check takes.',
  ),
  'global-fallback-changed': reason(
    'major',
    'Services that name no fallback have another server of last resort',
    'It shows only when all servers of a service are dead: then clients are sent there, or get no answer.',
    'Check that the fallback answers for every service that has none of its own.',
  ),
  'global-quiescent-changed': reason(
    'major',
    'Dead servers are treated in another way',
    'With `quiescent` a dead server keeps its connections with weight 0, and its persistent clients where `expire_quiescent_template` of the module is off; without it, it leaves the kernel’s table and they break. `cleanstop` decides whether services stay in the kernel while the daemon is stopped.',
    'Read these directives in the list, and look at services with persistence.',
  ),
  'global-daemon-changed': reason(
    'major',
    'ldirectord itself works in another way',
    'Whether it forks, where it logs, and which files it watches is in force from its next start or reload on.',
    'Look at the log of one director before the others run.',
  ),
  'director-removed': reason(
    'major',
    'A director is removed',
    'Where directors translate addresses, real servers refuse their runs while their answers lead through it. The node itself keeps what it has, also the virtual IPs with `ha: none`, until it loses its class.',
    'Stop ldirectord on it and move the virtual IPs away first.',
  ),
  'director-address-changed': reason(
    'major',
    'A director has another address',
    'Where directors translate addresses, real servers refuse their runs while their answers lead through the old one.',
    'Change the routes of the real servers together with it.',
  ),
  'directors-role-changed': reason(
    'major',
    'The role of the directors has another name',
    'Real servers kick the new name: nodes that have only the old one are kicked no longer.',
    'Give the directors the new role first.',
  ),
  'kicker-changed': reason(
    'major',
    'Kicks are switched on or off',
    'With `none`, directors see a change of a real server only in their next regular run; otherwise the kicker module has to be there, which `scaffold` writes with `emit`.',
    'Set the kicker up on the Puppet Server before switching it on.',
  ),

  'kicker-source-changed': reason(
    'minor',
    'The kicker module comes from somewhere else',
    'With `emit`, `scaffold` writes it beside the module, with `external` it is one of the site. Nodes keep their markers and kick as before; functions, report processor and dispatcher are those of another module.',
    'Deploy one of them only, and restart the Puppet Server, which keeps the old code until then.',
  ),
  'idle-virtual-ip-changed': reason(
    'minor',
    'A virtual IP that no client can use yet has another address',
    'Its services are in setup, or new: real servers bind the new address in their next runs and unbind the old one.',
    'Let the agents of the real servers run before the services go into production.',
  ),
  'service-added': reason(
    'minor',
    'A virtual service is added',
    'Nobody uses it yet. Clients that come before the real servers have run may be sent to one that has not bound the virtual IP.',
    'Let it enter through `state: setup`, or tell clients of it when all nodes have run.',
  ),
  'service-ports-added': reason(
    'minor',
    'A service with a firewall mark has more ports, or another order of them',
    'Packets to the new ports get the mark as well, and so reach the same servers. Who uses the service notices nothing.',
    'Check that something listens on the new ports of all servers.',
  ),
  'service-in-production': reason(
    'minor',
    'A virtual service gets connections',
    'ldirectord adds it, or gives its servers their weights, with the next reload.',
    'Check that all servers of its role have run since it was added, so that they have bound the virtual IP.',
  ),
  'unused-service-removed': reason(
    'minor',
    'A virtual service without new connections is removed or retired',
    'It was in setup, draining or without servers, so new clients could not use it; what connections are left break.',
    'Look whether connections are left (`ipvsadm -Lnc` on the director).',
  ),
  'service-renamed': reason(
    'minor',
    'A virtual service has another name',
    'Clients do not see the name. It is a key of Hiera (`service_overrides`), which must follow, and ldirectord reads its file again.',
    'Rename the key in Hiera with it.',
  ),
  'service-notice-changed': reason(
    'minor',
    'Mails or notes about a virtual service change',
    'Clients see nothing of it; ldirectord reads its file again.',
    'Nothing.',
  ),
  'server-added': reason(
    'minor',
    'A server is added',
    'It gets no clients yet, or has nothing to bind for them.',
    'Run its agent, and then take `state: setup` out.',
  ),
  'server-in-production': reason(
    'minor',
    'A server comes into the pool',
    'ldirectord checks it and gives it its share of the new connections.',
    'Check that its agent has run since it was added, so that it has bound the virtual IPs.',
  ),
  'server-draining': reason(
    'minor',
    'A server gets no new connections',
    'It has weight 0: connections that exist go on, the others share the new ones. Clients of persistent services go to another server with their next connection, unless `expire_quiescent_template` of the module is off.',
    'Retire it when its connections have ended. Where sessions are known to one server only, drain it while there are few clients.',
  ),
  'drained-server-removed': reason(
    'minor',
    'A server without new connections is removed or retired',
    'It was in setup, draining or had weight 0; what connections are left break.',
    'Look whether connections are left (`ipvsadm -Lnc` on the director).',
  ),
  'server-renamed': reason(
    'minor',
    'A server has another host name, and the same address',
    'ldirectord knows addresses only, so the pool stays as it is. Host names are keys of Hiera (`server_overrides`), which must follow. Another machine with the old address has not bound the virtual IPs yet, and the health check does not see that.',
    'Rename the key in Hiera with it. Where it is another machine, let it enter through `state: setup`.',
  ),
  'server-weight-changed': reason(
    'minor',
    'The weight of a real server changed',
    'The scheduler gives the server another share of the new connections as soon as ldirectord has read its file. With hash schedulers clients meet other servers than before.',
    'Connections that exist stay where they are; with hash schedulers do it while there are few clients.',
  ),
  'server-threshold-changed': reason(
    'minor',
    'A server has other limits of connections',
    'The kernel leaves it out of new connections from another number on.',
    'Check that the others can take what it no longer takes.',
  ),
  'role-added': reason(
    'minor',
    'A role is added with its servers',
    'Nothing else changes. What it means for clients stands with the services of the role.',
    'Give the servers the role.',
  ),
  'role-refilled': reason(
    'minor',
    'Hiera no longer gives a role an empty list of servers',
    'The services of the role stand in ldirectord.cf again.',
    'Check that the servers have bound the virtual IPs.',
  ),
  'role-minimum-changed': reason(
    'minor',
    'Another number of servers is the least that a role may have',
    'With fewer servers the catalogs of the directors fail, so that the last good file stays.',
    'Check that the role has that many.',
  ),
  'kick-added': reason(
    'minor',
    'A role kicks another one',
    'When a server of the role changes, the agents of the other role are run at once.',
    'Check that the other role needs to know.',
  ),
  'kick-removed': reason(
    'minor',
    'A role no longer kicks another one',
    'The servers of the other role notice changes only in their next regular run.',
    'Check that the other role does not need to know sooner.',
  ),
  'director-added': reason(
    'minor',
    'A director is added',
    'With `ha: external` it gets the virtual IPs when it is its turn; with `none` it is the first one, and binds them in its first run.',
    'Keep one director with `ha: none`.',
  ),
  'director-renamed': reason(
    'minor',
    'A director has another host name, and the same address',
    'Nothing on the nodes depends on the name.',
    'Nothing.',
  ),
  'global-mail-changed': reason(
    'minor',
    'Alert mails go to others, or at other times',
    'Clients see nothing of it; ldirectord reads its file again.',
    'Nothing.',
  ),

  'virtual-ip-added': reason(
    'info',
    'A virtual IP is added',
    'No node binds it until a service uses it. With `ha: external` directors do not bind it at all: pacemaker or keepalived has to.',
    'With `ha: external` tell pacemaker or keepalived of it.',
  ),
  'virtual-ip-renamed': reason(
    'info',
    'A virtual IP has another name',
    'The nodes know the address only. The name is a key of Hiera (`virtual_ips`), which must follow.',
    'Rename the key in Hiera with it.',
  ),
  'unused-virtual-ip-removed': reason(
    'info',
    'A virtual IP is removed, and no client loses an address',
    'No service used it, or another virtual IP has its address.',
    'Nothing.',
  ),
  'unused-virtual-ip-changed': reason(
    'info',
    'A virtual IP changes, and no node notices',
    'No service uses it, or it is its interface or prefix while somebody else binds it on the directors (`ha: external`).',
    'Tell pacemaker or keepalived, where they bind it.',
  ),
  'first-global-set': reason(
    'info',
    'A global directive is set before there is a service',
    'There was no service that ldirectord could have treated in another way.',
    'Nothing.',
  ),
  'idle-service-changed': reason(
    'info',
    'A virtual service changes that is not in ldirectord.cf',
    'It is in setup or retired before and after, so no client notices. Real servers bind the virtual IP of one in setup.',
    'Nothing.',
  ),
  'idle-server-changed': reason(
    'info',
    'A server changes that is not in ldirectord.cf',
    'It is in setup or retired before and after, so no client notices.',
    'Nothing.',
  ),
  'record-added': reason(
    'info',
    'Something is added as retired',
    'It is a record only, and no node gets it. A server that still has the role unbinds its virtual IPs.',
    'Nothing.',
  ),
  'record-removed': reason(
    'info',
    'The record of something retired is removed',
    'It was on no node. A server that still has the role would bind the virtual IPs of it again.',
    'Remove the role from the node with it.',
  ),
  'role-description-changed': reason(
    'info',
    'The description of a role changes',
    'It stands in a comment of ldirectord.cf, so ldirectord reads its file again; clients see nothing of it.',
    'Nothing.',
  ),
  'order-changed': reason(
    'info',
    'Something stands in another order',
    'ldirectord.cf and the lists of the module have the order of the inventory. Where the file changes, ldirectord reads it again; clients see nothing of it.',
    'Nothing.',
  ),
  'directors-interface-changed': reason(
    'info',
    'Virtual IPs that name no interface get another one',
    'Each virtual IP for which this makes a difference is listed by itself.',
    'Nothing.',
  ),
  'network-changed': reason(
    'info',
    'A network is added, removed or changed',
    'Networks are used to check the inventory; no node knows of them.',
    'Nothing.',
  ),
  'module-info-changed': reason(
    'info',
    'The metadata of the module change',
    'They stand in metadata.json and README.md; no node changes.',
    'Nothing.',
  ),
} satisfies Record<string, ReasonEntry>;

export type ReasonCode = keyof typeof reasons;

/** Whether a text is a code of this table. */
export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(reasons, code);
}
