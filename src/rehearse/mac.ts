/** The link-layer address of an interface, by the numbers of host and interface: an answer to ARP tells its host. */
export function macOf(host: number, index: number): string {
  const byte = (value: number): string => value.toString(16).padStart(2, '0');
  return `02:00:00:${byte(host >> 8)}:${byte(host & 255)}:${byte(index)}`;
}
