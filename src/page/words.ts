import { markup, type Markup } from './markup.ts';

/** Our own sentences, in which backquotes stand around code. */
export function prose(text: string): Markup {
  const parts = text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`));
  return markup`${parts}`;
}

/** A name, which never breaks out of its place by the direction of its script. */
export function name(text: string): Markup {
  return markup`<bdi class="name">${text}</bdi>`;
}

/** Names in a row, with commas between them. */
export function nameList(names: readonly string[]): Markup[] {
  return names.map((text, index) => (index === 0 ? name(text) : markup`, ${name(text)}`));
}
