/** The output of a template as it grows, line by line. */
export interface Output {
  /** Text of the template, whose lines are those of the template from `line` on. */
  writeText(text: string, line: number): void;
  /** A value that a tag on `line` puts in. */
  writeValue(text: string, line: number): void;
  /** Something is missing in the line that is being written: it is left out. */
  leaveOut(): void;
  /** Whole lines are missing here, with the first one of a section: lines of a section that follow may be of that one. */
  leaveOutStart(): void;
  atLineStart(): boolean;
  /** Whether the limit is reached; nothing more is taken then. */
  isFull(): boolean;
  end(): Collected;
}

export interface Collected {
  readonly text: string;
  /** For each line of the text where it comes from. */
  readonly lines: readonly number[];
  /** Lines of the template that are left out with the first line of their section. */
  readonly leftOut: readonly number[];
}

/**
 * Collects output up to a length. A line comes from where its first visible sign comes from.
 * Lines of a section go where its first line is left out: they would count for the section before it. */
export function collectLines(limit: number): Output {
  const texts: string[] = [];
  const lines: number[] = [];
  const leftOut: number[] = [];
  let startIsMissing = false;
  let size = 0;
  let full = false;
  let line = startLine();

  const endLine = (): void => {
    const from = line.visible ?? line.first ?? 1;
    const isIndented = /^[\t ]+\S/.test(line.text);
    if (line.text === '') {
      // Nothing was written.
    } else if (isIndented && startIsMissing) {
      leftOut.push(from);
    } else {
      if (!isIndented) startIsMissing = line.leftOut;
      if (!line.leftOut) {
        texts.push(line.text);
        lines.push(from);
      }
    }
    line = startLine();
  };
  const write = (text: string, from: number, perBreak: 0 | 1): void => {
    let at = from;
    for (let start = 0; start < text.length; at += perBreak) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline + 1;
      size += end - start;
      full ||= size > limit;
      if (full) return;
      const part = text.slice(start, end);
      line.text += part;
      line.first ??= at;
      if (/[^ \t\n]/.test(part)) line.visible ??= at;
      if (newline >= 0) endLine();
      start = end;
    }
  };
  return {
    writeText: (text, from) => write(text, from, 1),
    writeValue: (text, from) => write(text, from, 0),
    leaveOut() {
      line.leftOut = true;
    },
    leaveOutStart() {
      startIsMissing = true;
    },
    atLineStart: () => line.text === '' && !line.leftOut,
    isFull: () => full,
    end() {
      if (!full) endLine();
      return { text: texts.join(''), lines, leftOut };
    },
  };
}

interface LineSoFar {
  text: string;
  leftOut: boolean;
  first: number | undefined;
  visible: number | undefined;
}

function startLine(): LineSoFar {
  return { text: '', leftOut: false, first: undefined, visible: undefined };
}
