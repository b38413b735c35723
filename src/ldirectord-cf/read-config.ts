import {
  commentIn,
  directiveIn,
  insideSection,
  isBlank,
  linesOf,
  meantForSection,
  withoutComment,
  withoutIndent,
  type Line,
  type Written,
} from './lines.ts';
import type { Config, ReadConfig, Virtual } from './model.ts';
import type { HostLookup } from './names.ts';
import { startReading, type Reading } from './reading.ts';
import { isGlobal, readGlobal, type Globals } from './read-global.ts';
import { closeSection, isOfSection, openSection, readSectionLine, type Section } from './read-section.ts';
import { refuseIndent } from './refuse-line.ts';

export interface ReadOptions {
  /** Where the addresses of names come from; without it, whatever needs one is a problem. */
  readonly lookup?: HostLookup;
  /** The name of the director, which is part of the logins that the daemon makes up. */
  readonly hostname?: string;
}

/** Where the reading is: the lines so far, and the section that they are in. */
interface Progress {
  readonly globals: Globals;
  readonly sections: Section[];
  readonly names: Set<string>;
  /** The section whose lines are read. */
  open: Section | undefined;
  /** The one before, which a line that is indented belongs to, for a person. */
  last: Section | undefined;
  /** Comments since anything else. */
  comments: Comment[];
}

interface Comment {
  readonly text: string;
  readonly indented: boolean;
}

/**
 * Reads an ldirectord.cf as `read_config` of ldirectord 4.12 and 4.16 does. Where the daemon stops this goes on, and collects
 * everything because of which it would stop; the first problem is the daemon's. What is refused is left out of the config.
 */
export function readConfig(
  text: string,
  { lookup = () => undefined, hostname = 'localhost' }: ReadOptions = {},
): ReadConfig {
  const reading = startReading(lookup, hostname);
  const progress: Progress = {
    globals: { directives: new Map(), fallbacks: new Map(), instances: [] },
    sections: [],
    names: new Set(),
    open: undefined,
    last: undefined,
    comments: [],
  };
  const lines = linesOf(text.replace(/^\u{feff}/u, ''));
  if (text.startsWith('\u{feff}'))
    reading.refuse(
      'unknown-directive',
      'the file begins with a byte order mark',
      { line: 1, column: 1, endColumn: 1 },
      'save it without one',
    );
  for (const line of lines) {
    if (progress.open === undefined || !readInSection(progress.open, line, progress, reading))
      readOutside(line, progress, reading);
  }
  const { open } = progress;
  if (open !== undefined) {
    takeComments(open, progress);
    endSection(open, lines.length, progress, reading);
    // The daemon takes the last line for one that ended the section, and reads it again.
    if (open.at.line === lines.length && open.written !== undefined)
      reading.refuse(
        'duplicate-virtual',
        'the daemon takes a virtual service without a section at the end of the file for two',
        open.at,
        'give it a section, or remove it',
      );
  }
  return { config: configOf(progress), problems: reading.problems };
}

/** Reads a line as one of a section; gives false where it ends the section. */
function readInSection(section: Section, line: Line, progress: Progress, reading: Reading): boolean {
  if (noteComment(line, progress)) return true;
  const inside = insideSection(line);
  const next = virtualIn(line);
  if (inside === undefined || next !== undefined) {
    if (inside !== undefined) refuseIndent(line, reading);
    // What is not indented, right before another service, is about that.
    const isNext = ({ indented }: Comment): boolean => !indented && next !== undefined;
    takeComments(section, progress, (comment) => !isNext(comment));
    endSection(section, line.number, progress, reading);
    progress.open = undefined;
    progress.last = section;
    if (inside === undefined || next === undefined) return false;
    beginSection(next, progress, reading);
    return true;
  }
  takeComments(section, progress);
  readSectionLine(section, inside, sectionLine(line), reading);
  return true;
}

/** A line as far as it counts in a section. */
function sectionLine({ number, text }: Line): Line {
  return { number, text: withoutComment(text) };
}

function noteComment(line: Line, { comments }: Progress): boolean {
  const text = commentIn(line);
  if (text !== undefined) comments.push({ text, indented: /^[\t ]/.test(line.text) });
  return text !== undefined;
}

/** Gives the section the comments that are about it; the others wait. */
function takeComments(
  section: Section,
  progress: Progress,
  isAbout: (comment: Comment) => boolean = () => true,
): void {
  section.comments.push(...progress.comments.filter(isAbout).map(({ text }) => text));
  progress.comments = progress.comments.filter((comment) => !isAbout(comment));
}

/** The service that a line is about to begin, indented or not. */
function virtualIn(line: Line): Written | undefined {
  const written = directiveIn(withoutIndent(line.text), line);
  return written?.name === 'virtual' || written?.name === 'virtual6' ? written : undefined;
}

function beginSection(written: Written, progress: Progress, reading: Reading): void {
  const section = openSection(written, reading);
  progress.open = section;
  progress.sections.push(section);
  takeComments(section, progress);
}

function readOutside(line: Line, progress: Progress, reading: Reading): void {
  if (noteComment(line, progress)) return;
  if (isBlank(line)) {
    progress.comments = [];
    return;
  }
  const text = withoutIndent(line.text);
  const indented = text !== line.text;
  const global = isGlobal(text, line);
  if (indented && progress.last !== undefined && (!global || isOfSection(text, line)))
    return readStray(progress.last, line, progress, reading);
  if (indented && global) refuseIndent(line, reading);
  const virtual = virtualIn(line);
  if (virtual !== undefined) return beginSection(virtual, progress, reading);
  progress.last = undefined;
  progress.comments = [];
  readGlobal(progress.globals, text, line, reading);
}

/** A line that is indented was meant for the section before it, which had ended for the daemon. */
function readStray(section: Section, line: Line, progress: Progress, reading: Reading): void {
  const indented = insideSection(line) !== undefined;
  reading.refuse(
    'unknown-directive',
    indented
      ? 'a blank line has ended the section that this line belongs to'
      : 'this line is indented too little to belong to the section above',
    { line: line.number, column: 1, endColumn: line.text.length + 1 },
    indented ? 'remove the blank lines inside the section' : 'indent it with a tab',
  );
  takeComments(section, progress);
  readSectionLine(section, meantForSection(line), sectionLine(line), reading);
  progress.open = section;
}

/** Finds the names of a section, and whether there was one of the same service before. */
function endSection(section: Section, line: number, progress: Progress, reading: Reading): void {
  const name = closeSection(section, reading);
  if (name === undefined) return;
  if (progress.names.has(name))
    reading.refuse(
      'duplicate-virtual',
      'there is a virtual service of the same protocol, address and port',
      section.at,
      'merge the two',
      line,
    );
  progress.names.add(name);
}

function configOf({ globals, sections }: Progress): Config {
  return { ...globals, virtuals: sections.flatMap(virtualOf) };
}

function virtualOf(section: Section): Virtual[] {
  const { family, endpoint, protocol, directives, implied, fallback, reals, comments, at } = section;
  if (endpoint === undefined) return [];
  return [{ family, endpoint, protocol, directives, implied, fallback, reals, comments, at }];
}
