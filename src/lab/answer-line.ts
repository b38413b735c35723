/**
 * A line of JSON from a program in the lab, as the program promises it.
 * @returns undefined where it is none: somebody else wrote to the program's line
 */
export function answerIn<Answer>(line: string): Answer | undefined {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
}
