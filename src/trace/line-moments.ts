/** The moments that lines of text are: boundaries of stages, and places inside one. */
import { BANNERS, findBanner } from './banners.js';
import { stageOfBoundary } from './boundary.js';
import type { MomentEvent, StandardStage, TextEvent } from './event.js';
import { findInnerLine, INNER_LINES } from './inner-lines.js';

/** A moment that text can name, whenever it comes. */
export interface LineMoment {
  readonly key: string;
  readonly name: string;
  readonly stage: StandardStage;
}

export const LINE_MOMENTS: readonly LineMoment[] = [
  ...BANNERS.map(({ key, name, code }) => ({ key, name, stage: stageOfBoundary(code) })),
  ...INNER_LINES.map(({ key, name, stage }) => ({ key, name, stage })),
];

const MOMENTS: ReadonlyMap<string, LineMoment> = new Map(LINE_MOMENTS.map((moment) => [moment.key, moment]));

/** The moment that a line is, of whatever a guest or its kernel wrote; null for most lines. */
export function momentOfLine(event: TextEvent): MomentEvent | null {
  const { timeNs, line, vcpu, channel, text } = event;
  const key = channel === 'monitor' ? undefined : (findBanner(text) ?? findInnerLine(text))?.key;
  if (key === undefined) return null;
  const { name, stage } = MOMENTS.get(key)!;
  return { kind: 'moment', timeNs, line, vcpu, key, name, stage };
}

/**
 * Moments that count once in a boot, at their first line: firmware loads one module after the other, and tries one boot option after
 * the other, with the same words.
 */
const ONCE: ReadonlySet<string> = new Set([
  ...INNER_LINES.map(({ key }) => key),
  'edk2:sec',
  'edk2:start-option',
  'grub:start',
  'ipxe:start',
]);

/** Whether only the first line of a boot that is this moment counts. */
export function countsOnce(key: string): boolean {
  return ONCE.has(key);
}
