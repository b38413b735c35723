const SECRET = /^([\t-\r ]*(?:passwd|secret)[\t-\r ]*=)(.*)$/gm;

/** A file to be shown to people: with stars for passwords and secrets, also in lines that the daemon refuses. Columns stay. */
export function hideSecrets(text: string): string {
  return text.replaceAll(SECRET, (_line, name: string, value: string) => name + value.replaceAll(/\S/g, '*'));
}
