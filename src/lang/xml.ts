// oxlint-disable-next-line no-control-regex
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * Text as content of an XML element, or between the quotes of an attribute. What XML cannot hold at all is shown
 * as the replacement character. It serves HTML as well, where text stands in an element that is neither script nor
 * style, or between quotes: numeric references mean the same there.
 */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(NO_XML, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
