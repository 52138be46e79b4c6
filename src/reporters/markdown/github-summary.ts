/**
 * The summary of a job of GitHub Actions, to be appended to the file that GITHUB_STEP_SUMMARY names. It is the Markdown of a
 * pull request: what fits a comment is far from the 1 MiB that GitHub takes of a step.
 */
import type { Reporter } from '../reporter.js';
import { markdownReporter } from './markdown.js';

export const githubSummaryReporter: Reporter = {
  ...markdownReporter,
  id: 'github-summary',
  title: 'summary of a job of GitHub Actions',
};
