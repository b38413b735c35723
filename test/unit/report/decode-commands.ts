/** A workflow command as a runner of GitHub Actions understands it. */
export interface DecodedCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/**
 * Decodes lines of workflow commands by the documented rules: a name, a blank, properties with commas between them up to the next
 * two colons, then the message.
 */
export function decodeCommands(text: string): DecodedCommand[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n').map(decodeLine);
}

function decodeLine(line: string): DecodedCommand {
  const match = /^::([a-z-]+) ((?:(?!::).)*)::(.*)$/.exec(line);
  if (match === null) throw new Error(`no command: ${line}`);
  const [, name = '', list = '', message = ''] = match;
  const properties = list.split(',').map((part): [string, string] => {
    const equals = part.indexOf('=');
    return [
      part.slice(0, equals),
      decode(
        part
          .slice(equals + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      ),
    ];
  });
  return { name, properties: Object.fromEntries(properties), message: decode(message) };
}

function decode(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
