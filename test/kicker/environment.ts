/** What the Puppet Server of the lab has beside the modules. */

/** Settings of the modules: namespaces have no IPVS, so directors leave the kernel and the daemon alone. */
export const hieraData = `---
lvs::manage_kernel: false
lvs::manage_service: false
kicker::server::manage_service: false
kicker::server::retry_first: 3
kicker::server::retry_max: 8
kicker::server::retries: 30
`;

export const hieraConfig = `---
version: 5
hierarchy:
  - name: everywhere
    path: common.yaml
`;

/** Which classes a node gets. A node without \`pp_role\` gets what its fact \`role\` says, as anybody's might. */
export const sitePp = `
node 'master.kick.test' {
  include kicker::server
}

node 'lvs1.kick.test' {
  include lvs
  include kicker::agent
}

node default {
  include lvs::realserver
  include kicker::agent

  if $facts['package_mirror_is_down'] {
    exec { 'fetch something that has nothing to do with load balancing':
      command => '/bin/false',
    }
  }
}
`;

/** As {@link sitePp}, and everybody kicks everybody whenever an agent runs. */
export const cyclicSitePp = `${sitePp}
exec { 'change something each time':
  command => '/bin/true',
}

$others = $trusted['certname'] ? {
  'lvs1.kick.test' => ['rabbitmq'],
  /^rabbitmq/      => ['lvs'],
  default          => [],
}
$others.each |$role| {
  notify { "kick -> \${role}": }
}
`;
