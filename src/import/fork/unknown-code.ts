/** How code that is not understood opens and closes blocks. */
export interface Shape {
  /** Blocks from before it that it closes. */
  readonly closes: number;
  /** Blocks that it opens and leaves open. */
  readonly opens: number;
  /** Whether a remark ends it, which Ruby goes on with behind the tag. */
  readonly endsInRemark: boolean;
}

const WORDS = /[a-z_@$:.]?\w+[?!:]?|\n|[^\s\w]/gi;
const OPENS_ALWAYS = new Set(['case', 'begin', 'def', 'class', 'module']);
/** Behind something on its line these are modifiers, and have no `end`. */
const OPENS_AT_START = new Set(['if', 'unless', 'while', 'until', 'for']);
const STARTS_AFTER = new Set(['\n', ';', '=', '(', '|', '{', 'else', 'then', 'do', 'begin']);

/** Finds the blocks in code by its words alone, so that a body can be passed over up to its end. */
export function shapeOf(code: string): Shape {
  const bare = code.replace(/'[^']*'|"[^"]*"/g, '0');
  const words = bare.replace(/#[^\n]*/g, '');
  let [depth, lowest] = [0, 0];
  let before = '\n';
  let awaitsDo = false;
  for (const [word] of words.matchAll(WORDS)) {
    if (word === ';' || word === '\n') awaitsDo = false;
    if (word === 'end' || word === '}') depth -= 1;
    else if (word === '{' || OPENS_ALWAYS.has(word)) depth += 1;
    else if (word === 'do') {
      if (!awaitsDo) depth += 1;
      awaitsDo = false;
    } else if (OPENS_AT_START.has(word) && STARTS_AFTER.has(before)) {
      depth += 1;
      awaitsDo = word !== 'if' && word !== 'unless';
    }
    lowest = Math.min(lowest, depth);
    before = word;
  }
  return { closes: -lowest, opens: depth - lowest, endsInRemark: /#[^\n]*$/.test(bare) };
}

const CHANGED = /(?<![\w@])(@?[a-z_]\w*)(?=\.\w+!|\s*(?:=(?![=~>])|(?:\+|-|\*|\/|%|\|\|?|&&?|<<|>>)=|<<))/gi;

/** The variables that code may give another value. */
export function changedIn(code: string): string[] {
  return [...code.matchAll(CHANGED)].map(([, name = '']) => name);
}
