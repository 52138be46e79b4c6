/**
 * speedscope's own format (speedscope.app/file-format-schema.json): an evented profile per boot, in nanoseconds. Three
 * levels: the boot, the rows of its ledger, and in each row the time from one code or moment to the next. Leaves out text and noise.
 * Of a boot that was sampled, a sampled profile for each stage beside it, in samples.
 */
import { formatCode, type Nanoseconds } from '../../trace/event.js';
import { stacksByStage } from '../../trace/profile/profile-tree.js';
import type { BootsReport } from '../../trace/report/report.js';
import { isPoint, isSummed, type TimedPoint, type Timeline } from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { bootLabel, shortText } from '../words/short-text.js';
import { encodeJson, jsonArray } from './json-text.js';

const BOOT_FRAME = 'boot';

/** A frame that opens and closes; what it holds comes in between. */
type FrameEvent = readonly [type: 'O' | 'C', atNs: Nanoseconds, frame: string];

/** The time after a code, up to the next, has the number and name of the code; the time after a moment has its name. */
function pointFrame(point: TimedPoint): string {
  if (point.kind === 'moment') return shortText(point.name);
  const { code, name } = point;
  return name === null ? formatCode(code) : `${formatCode(code)} ${shortText(name)}`;
}

/** Codes that count and moments since zero, and the time of the next one. The last has no next. */
function* intervals({
  events,
}: Timeline): Generator<{ readonly point: TimedPoint; readonly endNs: Nanoseconds }> {
  let open: TimedPoint | null = null;
  for (const event of events) {
    if (!isPoint(event) || event.timeNs < 0) continue;
    if (open !== null && event.timeNs > open.timeNs) yield { point: open, endNs: event.timeNs };
    open = event;
  }
}

/**
 * Rows begin and end at codes and moments, so the time between two of them lies in one row alone. Setup may hold moments without a
 * stage.
 */
function* frameEvents(timeline: Timeline): Generator<FrameEvent> {
  const between = intervals(timeline);
  let next = between.next();
  yield ['O', 0, BOOT_FRAME];
  for (const { name, startNs, endNs, durationNs } of timeline.ledger.filter(isSummed)) {
    // A frame without a width would read as one that took no time.
    if (durationNs === null) continue;
    const frame = shortText(name);
    yield ['O', startNs, frame];
    while (!next.done && next.value.endNs <= endNs) {
      const { point } = next.value;
      yield ['O', point.timeNs, pointFrame(point)];
      yield ['C', next.value.endNs, pointFrame(point)];
      next = between.next();
    }
    yield ['C', endNs, frame];
  }
  yield ['C', timeline.totalNs, BOOT_FRAME];
}

/** Frame numbers by name. There are few: codes are bytes, and the numbers of functions and moments are limited. */
function collectFrames(timelines: readonly Timeline[]): ReadonlyMap<string, number> {
  const frames = new Map<string, number>();
  const add = (name: string): void => {
    if (!frames.has(name)) frames.set(name, frames.size);
  };
  for (const timeline of timelines) {
    for (const [, , name] of frameEvents(timeline)) add(name);
    for (const stack of timeline.boot.profile?.stacks ?? [])
      for (const name of stack.frames) add(shortText(name));
  }
  return frames;
}

function* profile(timeline: Timeline, frames: ReadonlyMap<string, number>): Generator<string> {
  const head = {
    type: 'evented',
    name: bootLabel(timeline),
    unit: 'nanoseconds',
    startValue: 0,
    endValue: timeline.totalNs,
  };
  yield `${encodeJson(head).slice(0, -1)},"events":`;
  yield* jsonArray(frameEvents(timeline), ([type, at, frame]) => [
    encodeJson({ type, at, frame: frames.get(frame) }),
  ]);
  yield '}';
}

function* sampledProfiles(timeline: Timeline, frames: ReadonlyMap<string, number>): Generator<string[]> {
  for (const [stage, stacks] of stacksByStage(timeline.boot.profile?.stacks ?? [])) {
    const head = {
      type: 'sampled',
      name: `${bootLabel(timeline)}, samples in ${shortText(stage)}`,
      unit: 'none',
      startValue: 0,
      endValue: stacks.reduce((sum, { count }) => sum + count, 0),
    };
    const samples = stacks.map((stack) =>
      encodeJson(stack.frames.map((name) => frames.get(shortText(name)))),
    );
    const weights = encodeJson(stacks.map(({ count }) => count));
    yield [
      `${encodeJson(head).slice(0, -1)},"samples":`,
      ...jsonArray(samples, (sample) => [sample]),
      `,"weights":${weights}}`,
    ];
  }
}

/** Of each boot its timeline, then its samples. */
function* profiles(
  timelines: readonly Timeline[],
  frames: ReadonlyMap<string, number>,
): Generator<Iterable<string>> {
  for (const timeline of timelines) {
    yield profile(timeline, frames);
    yield* sampledProfiles(timeline, frames);
  }
}

function* render({ timelines }: BootsReport): Generator<string> {
  const frames = collectFrames(timelines);
  yield '{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"boottrace",';
  yield `"name":"boottrace","activeProfileIndex":0,"shared":{"frames":`;
  yield* jsonArray(frames.keys(), (name) => [encodeJson({ name })]);
  yield '},"profiles":';
  yield* jsonArray(profiles(timelines, frames), (pieces) => pieces);
  yield '}\n';
}

export const speedscopeReporter: Reporter<BootsReport> = {
  id: 'speedscope',
  title: 'profiles for speedscope',
  extension: 'speedscope.json',
  render,
};
