/**
 * Names of what must not be shown, also misspelt, in a comment, or with other words before and behind them; what stands behind
 * them on the line may be it, or on the next one behind the arrow of Puppet.
 */
const SECRET =
  /((?:pass?w[a-z]*|passphrase|(?<![a-z])(?:secret|pwd)(?![a-z]))["'\]]*[\t ]*(?:=>\s*|[=:])?)([^\n]*)/gi;

/** A file to be shown to people: with stars for passwords and secrets, also in lines that the daemon refuses. Columns stay. */
export function hideSecrets(text: string): string {
  return text.replaceAll(SECRET, (_all, name: string, value: string) => name + value.replaceAll(/\S/g, '*'));
}
