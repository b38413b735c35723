import type { Case } from './cases/case.ts';
import { directiveCases, precedenceCases, uncheckedCases } from './cases/directives.ts';
import { globalCases } from './cases/globals.ts';
import { lineCases } from './cases/lines.ts';
import { realCases } from './cases/reals.ts';
import { virtualCases } from './cases/virtuals.ts';

/** The rules of the language, each with a file, as they are known of ldirectord 4.12; nothing in them is computed. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  'lines, indentation, comments': lineCases,
  'global directives': globalCases,
  'virtual services': virtualCases,
  'real servers': realCases,
  'directives of a section': directiveCases,
  'time-outs of checks': precedenceCases,
  'not checked at all': uncheckedCases,
};
