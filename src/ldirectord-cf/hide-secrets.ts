/** Names of what must not be shown, also misspelt or in a comment; what stands behind them on the line may be it. */
const SECRET = /(\b(?:pass?w[a-z]*|passphrase|secret|pwd)\b["'\]]*[\t ]*[=:]?)([^\n]*)/gi;

/** A file to be shown to people: with stars for passwords and secrets, also in lines that the daemon refuses. Columns stay. */
export function hideSecrets(text: string): string {
  return text.replaceAll(SECRET, (_all, name: string, value: string) => name + value.replaceAll(/\S/g, '*'));
}
