/** The properties of a workflow command of GitHub, in the order in which they are written. */
export type CommandProperties = Readonly<Record<string, string | number>>;

/**
 * A workflow command of GitHub Actions on one line, as `::error file=lvs.yaml,line=3::text`. What ends a property, the command or
 * the line is written as the runner decodes it.
 */
export function workflowCommand(name: string, properties: CommandProperties, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${list.join(',')}::${data(message)}\n`;
}

function data(text: string): string {
  return text.toWellFormed().replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
