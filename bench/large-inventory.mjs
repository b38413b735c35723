/** An inventory of so many services, ten servers each, as a person's generator would write it. */
export function largeInventory(services) {
  const lines = [
    'version: 1',
    'directors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2 } }',
    'defaults: { scheduler: wrr, checktype: negotiate, service: http, request: /health, receive: OK }',
    'ldirectord: { checkinterval: 100000 }',
    'virtual_ips:',
  ];
  for (let i = 0; i < services; i += 1)
    lines.push(`  vip${i}: 10.${200 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
  lines.push('roles:');
  for (let i = 0; i < services; i += 1) {
    lines.push(`  role${i}:`, `    description: pool number ${i}`, '    servers:');
    for (let j = 0; j < 10; j += 1) {
      const n = i * 10 + j;
      lines.push(
        `      s${n}.oe.example: { address: 10.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}, weight: ${1 + (n % 5)} }`,
      );
    }
    lines.push('    services:', `      service${i}: { virtual_ip: vip${i}, port: 80 }`);
  }
  return `${lines.join('\n')}\n`;
}
