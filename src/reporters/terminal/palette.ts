/** Colours of the terminal report. Colour never says anything that words and bars do not say too. */
import { Chalk } from 'chalk';
import type { Verdict } from '../../trace/report/report.js';

export type Paint = (text: string) => string;

export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly caution: Paint;
  /** The colour of the n-th stage of the table in force. */
  stage(place: number): Paint;
  verdict(verdict: Verdict): Paint;
}

/** A palette of the sixteen colours that every terminal has, or of none. */
export function createPalette({ color }: { readonly color: boolean }): Palette {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const stages: readonly Paint[] = [chalk.cyan, chalk.blueBright, chalk.magenta, chalk.green, chalk.yellow];
  const verdicts: Readonly<Record<Verdict, Paint>> = {
    regression: chalk.red.bold,
    gone: chalk.red.bold,
    improvement: chalk.green,
    inconclusive: chalk.yellow,
    unchanged: (text) => text,
    'not-tested': chalk.dim,
  };
  return {
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    caution: chalk.yellow,
    stage: (place) => stages[Math.max(place, 0) % stages.length]!,
    verdict: (verdict) => verdicts[verdict],
  };
}
