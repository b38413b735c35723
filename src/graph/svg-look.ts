import type { Mark } from './model.ts';

export type BoxKind = 'virtualIp' | 'service' | 'role' | 'tag';

/**
 * How a picture looks: the attributes that its elements get, each with a blank in front. They are ours and never text of
 * an inventory, so they are printed as they are.
 */
export interface SvgLook {
  readonly root: string;
  /** Of lines and of the borders of boxes, and of what is filled in their colour. */
  readonly line: string;
  readonly tip: string;
  readonly text: string;
  readonly box: (kind: BoxKind, mark: Mark | undefined) => string;
  readonly patch: (kind: 'badge' | 'band', mark: Mark) => string;
  readonly word: (kind: 'text' | 'badge' | 'sign', mark: Mark | undefined) => string;
}

/** A grey that stands out from white and from black: there is no background. */
const LINE_COLOR = '#767676';
const TEXT_COLOR = '#1a1a1a';
const FILLS: Readonly<Record<BoxKind, string>> = {
  virtualIp: '#dbe9f6',
  service: '#ffffff',
  role: '#f6f1de',
  tag: '#ffffff',
};

/** Of a file of its own, which no style sheet reaches: colours as attributes. Marks are told by words and strong borders. */
export const standaloneLook: SvgLook = {
  root: '',
  line: ` stroke="${LINE_COLOR}"`,
  tip: ` fill="${LINE_COLOR}"`,
  text: ` fill="${TEXT_COLOR}"`,
  box: (kind, mark) => ` fill="${FILLS[kind]}"${mark === undefined ? '' : strongBorder(mark)}`,
  patch: () => ' fill="#ffffff"',
  word: () => '',
};

function strongBorder(mark: Mark): string {
  return ` stroke="${TEXT_COLOR}" stroke-width="2.5"${mark === 'removed' ? ' stroke-dasharray="6 3"' : ''}`;
}
