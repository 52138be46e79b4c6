/**
 * Folded stacks, as Brendan Gregg's flamegraph.pl, inferno and speedscope read them: a line for each, frames joined by
 * semicolons, and how often it was seen. Of profiled boots, samples; when none was profiled, the ledger in microseconds.
 */
import type { BootsReport } from '../../trace/report/report.js';
import { isSummed, type Timeline } from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { shortText } from '../words/short-text.js';

/** A semicolon would begin another frame. Its replacement must not turn the name into a CI command. */
function frame(name: string): string {
  return shortText(name.trim().replaceAll(';', ':')) || '?';
}

function line(frames: readonly string[], count: number): string {
  return `${frames.map(frame).join(';')} ${count}\n`;
}

/** `cpu 1` is a frame where several virtual CPUs were sampled. */
function* profileLines({ boot: { profile } }: Timeline, prefix: readonly string[]): Generator<string> {
  const stacks = profile?.stacks ?? [];
  const several = new Set(stacks.map(({ vcpu }) => vcpu)).size > 1;
  for (const { stage, vcpu, frames, count } of stacks) {
    yield line([...prefix, stage, ...(several ? [`cpu ${vcpu}`] : []), ...frames], count);
  }
}

function* ledgerLines({ ledger }: Timeline, prefix: readonly string[]): Generator<string> {
  for (const { name, durationNs } of ledger.filter(isSummed)) {
    if (durationNs !== null) yield line([...prefix, name], Math.round(durationNs / 1000));
  }
}

function* render({ timelines }: BootsReport): Generator<string> {
  const profiled = timelines.filter(({ boot }) => (boot.profile?.samples ?? 0) > 0);
  const shown = profiled.length > 0 ? profiled : timelines;
  const lines = profiled.length > 0 ? profileLines : ledgerLines;
  let isEmpty = true;
  for (const timeline of shown) {
    const prefix = shown.length > 1 ? [`boot ${timeline.index + 1}`] : [];
    for (const one of lines(timeline, prefix)) {
      isEmpty = false;
      yield one;
    }
  }
  // Nothing at all would be taken for a file that was cut short.
  if (isEmpty) yield line(['boot'], 0);
}

export const foldedReporter: Reporter<BootsReport> = {
  id: 'folded',
  title: 'folded stacks for flame graphs',
  extension: 'folded',
  render,
};
