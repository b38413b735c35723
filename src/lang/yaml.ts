/** Words that YAML 1.1 readers, Ruby's among them, take for something else than text. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
const PLAIN = /^[A-Za-z][A-Za-z0-9._/-]*$/;
const IPV4 = /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/;

/** A YAML scalar that YAML 1.1 and 1.2 readers read alike: plain where that is safe, else in double quotes. */
export function yamlScalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = (PLAIN.test(value) && !RESERVED.test(value)) || IPV4.test(value);
  return plain ? value : yamlString(value);
}

/** A YAML string in single quotes, for text without control characters. */
function yamlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
