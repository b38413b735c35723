/** What `init` writes: the roles of the oe-stack as an example, every usual key with a comment. */
export const starterInventory = `# Role inventory: which servers answer behind which virtual IP.
# Check it with "lvs-puppet lint", make the Puppet module with "lvs-puppet scaffold".
version: 1

# What metadata.json and the README of the module say.
module:
  name: lvs
  author: oe
  version: 0.1.0
  summary: Load balancing of the oe-stack with Linux Virtual Server
  license: Apache-2.0
  source: https://git.example.org/oe/puppet-lvs

# Direct routing needs director and real servers on one link; addresses are placed by these networks.
networks:
  production: 172.31.8.0/24

# The nodes that run ldirectord.
directors:
  role: lvs
  interface: eth0 # where virtual IPs are bound, unless one says otherwise
  ha: none # none: this one director owns them | external: pacemaker or keepalived moves them
  hosts:
    lvs1.oe.example: 172.31.8.2

# Global directives, named as in ldirectord.cf.
ldirectord:
  checktimeout: 3
  checkinterval: 10
  quiescent: false # false: a dead server leaves the pool | true: it stays with weight 0

# Directives that every service starts from.
defaults:
  scheduler: wrr
  forwarding: gate # direct routing: the real server answers the client itself
  checktype: connect

virtual_ips:
  messaging: 172.31.8.100
  web:
    address: 172.31.8.101
    interface: eth1

roles:
  rabbitmq:
    description: message broker
    servers:
      rabbitmq1.oe.example: 172.31.8.11 # short form
      rabbitmq2.oe.example: { address: 172.31.8.12, weight: 2 }
    services:
      amqp: { virtual_ip: messaging, port: 5672, scheduler: wlc }
  gui:
    description: web front end
    servers:
      gui1.oe.example: 172.31.8.21
      # A new server enters through "setup": its virtual IPs are bound before clients are sent to it.
      # setup -> production -> draining (no new connections) -> retired (removed, kept as a record)
      gui2.oe.example: { address: 172.31.8.22, state: setup }
    services:
      http:
        virtual_ip: web
        port: 80 # direct routing cannot change the port
        checktype: negotiate
        service: http
        request: /health
        receive: OK # a regular expression
      https: { virtual_ip: web, port: 443 }
    kicks: [rabbitmq] # roles whose agents run when a server of this one changed, besides the directors
  websocket:
    description: long-lived browser connections
    servers:
      websocket1.oe.example: 172.31.8.31
      websocket2.oe.example: 172.31.8.32
    services:
      websocket: { virtual_ip: web, port: 8081, persistent: 3600 } # seconds that a client stays on its server
`;
