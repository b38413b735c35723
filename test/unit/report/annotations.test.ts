import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../src/diagnostics/finding.ts';
import { risks } from '../../../src/diff/model.ts';
import { annotations } from '../../../src/report/annotations.ts';
import { githubReview, githubReviewOutputs } from '../../../src/report/github-review.ts';
import { remarksOfFindings, type Remark } from '../../../src/report/remark.ts';
import { decodeCommands } from './decode-commands.ts';
import { changeOf, placeAt, reviewOf, sampleReview } from './reviews.ts';

function remark(severity: Severity, message: string): Remark {
  const at = placeAt(3);
  return {
    severity,
    code: 'kick-cycle',
    title: 'A title',
    message,
    hint: undefined,
    file: at.file,
    at,
    was: undefined,
    identity: message,
  };
}

const many = (severity: Severity, count: number): Remark[] =>
  Array.from({ length: count }, (_, index) => remark(severity, `${severity} ${index + 1}`));

describe('annotations', () => {
  it('name the place, and the title', () => {
    expect(annotations([remark('error', 'text')])).toBe(
      '::error file=lvs.yaml,line=3,endLine=3,col=3,endColumn=7,title=kick-cycle%3A A title::text\n',
    );
  });

  it('have no columns over several lines, and no line where what stood there is gone', () => {
    const one = remark('note', 'text');
    const long = { ...one, at: { ...placeAt(3), endLine: 5 } };
    const [first, second] = decodeCommands(annotations([long, { ...one, at: undefined }]));
    expect(first?.properties).toEqual({
      file: 'lvs.yaml',
      line: '3',
      endLine: '5',
      title: 'kick-cycle: A title',
    });
    expect(second?.properties).toEqual({ file: 'lvs.yaml', title: 'kick-cycle: A title' });
  });

  it('are ten of each level at most, and the last one says how many more', () => {
    const commands = decodeCommands(
      annotations([...many('note', 12), ...many('error', 300), ...many('warning', 10)]),
    );
    const of = (level: string) => commands.filter(({ name }) => name === level).map(({ message }) => message);
    expect(of('error').length).toBe(10);
    expect(of('error').at(-1)).toBe('291 more at this level; the summary of the step lists them all');
    expect(of('warning')).toEqual(many('warning', 10).map(({ message }) => message));
    expect(of('notice').at(-1)).toMatch(/^3 more/);
    expect(commands.map(({ name }) => name)).toEqual(
      ['error', 'warning', 'notice'].flatMap((name) => Array.from({ length: 10 }, () => name)),
    );
  });

  it('put the worst risk first, and say equal changes once', () => {
    const commands = decodeCommands(githubReview(sampleReview));
    expect(commands.map(({ name }) => name)).toEqual(['error', 'error', 'notice', 'notice']);
    expect(commands[2]?.message).toBe(
      'The weight of a real server changed: 3 servers\n' +
        'gui1.oe.example (gui) line 30, gui2.oe.example (gui) line 31, gui3.oe.example (gui) line 32',
    );
  });

  it('make a notice of what is confirmed', () => {
    const confirmed = changeOf({ risk: 'blocker', confirmed: true });
    expect(githubReview(reviewOf([confirmed]))).toMatch(/^::notice .*\(confirmed\)\n$/);
  });

  it('take findings, the heaviest first', () => {
    const at = placeAt(1);
    const texts = remarksOfFindings([
      { code: 'kick-cycle', severity: 'note', message: 'a', at },
      { code: 'kick-cycle', severity: 'error', message: 'b', at, hint: 'c' },
    ]);
    expect(decodeCommands(annotations(texts)).map(({ message }) => message)).toEqual(['b\nhint: c', 'a']);
  });
});

describe('the outputs of a step', () => {
  it('are words and numbers that no inventory can set', () => {
    expect(githubReviewOutputs(sampleReview)).toBe(
      'has_changes=true\nchanges=6\nmax_risk=blocker\nhas_removals=true\nremovals=1\nconfirmed=1\n' +
        'blocker=1\ncritical=1\nmajor=0\nminor=3\ninfo=1\n',
    );
    expect(githubReviewOutputs(reviewOf([]))).toBe(
      'has_changes=false\nchanges=0\nmax_risk=none\nhas_removals=false\nremovals=0\nconfirmed=0\n' +
        risks.map((risk) => `${risk}=0\n`).join(''),
    );
  });
});
