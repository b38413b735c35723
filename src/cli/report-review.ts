import type { Review } from '../diff/model.ts';
import type { ReviewFormat } from '../report/formats.ts';
import type { Level } from '../report/levels.ts';
import { appendGithubFiles } from './github-files.ts';
import type { Io } from './io.ts';
import type { ColorFlag } from './program.ts';
import type { ReportFlags, ReportTarget } from './report-targets.ts';
import { writeReports, type ReadFiles } from './write-reports.ts';

/** What is printed where no `--format` is given. */
const TEXT: readonly ReportTarget<ReviewFormat>[] = [{ format: 'text', file: undefined }];

/**
 * Prints a review in every format that was asked for. With `github` it also appends to the files that the runner names.
 * @throws Failure where a file cannot be written
 */
export async function reportReview(
  review: Review,
  options: ReportFlags<ReviewFormat> & ColorFlag & ReadFiles & { readonly level?: Level },
  io: Io,
): Promise<void> {
  const { format: targets = TEXT, color, read, level, commentKey: key, commentLimit: limit } = options;
  await writeReports(
    targets,
    async (format, layout) => {
      // Text is what people wait for: it loads nothing of the other formats.
      if (format === 'text')
        return (await import('../report/review-text.ts')).reviewText(review, { ...layout, level });
      if (format === 'html') return (await import('../page/review-page.ts')).reviewPage(review);
      const { formatReview } = await import('../report/format-review.ts');
      return formatReview(format, review, { ...layout, level, key, limit });
    },
    { io, color, read },
  );
  if (targets.some(({ format }) => format === 'github')) await appendGithub(review, io);
}

async function appendGithub(review: Review, io: Io): Promise<void> {
  const { githubReviewOutputs, reviewSummary } = await import('../report/format-review.ts');
  const outputs = githubReviewOutputs(review);
  appendGithubFiles({ summary: (limit) => reviewSummary(review, limit), outputs }, io);
}
