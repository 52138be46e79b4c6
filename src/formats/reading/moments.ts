/**
 * Moments of logs that name them. Where a stage begins or ends by the program's own words, the moment is the stage's
 * boundary, a code; any other keeps its name. Rule: docs/reading-logs.md.
 */
import { BOUNDARY } from '../../trace/boundary.js';
import {
  type CodeEvent,
  type MomentEvent,
  type Nanoseconds,
  NO_PORT,
  type StandardStage,
} from '../../trace/event.js';

/** Longest name that is kept. */
export const MAX_NAME_LENGTH = 128;

/** What a moment is to the stages: an end of one, a place inside one, or nothing (null). */
export type Meaning = keyof typeof BOUNDARY | StandardStage | null;

export interface NamedMoment {
  readonly timeNs: Nanoseconds;
  readonly line: number | null;
  readonly name: string;
  readonly meaning: Meaning;
  /** What the source itself tells moments apart by, such as an id; the name when absent. */
  readonly id?: string;
}

/** The event of a moment. `source` stands before the id in the key, which no other source may have. */
export function momentEvent(source: string, moment: NamedMoment): CodeEvent | MomentEvent {
  const { timeNs, line, meaning, id = moment.name } = moment;
  const key = `${source}:${id}`.slice(0, MAX_NAME_LENGTH);
  const name = moment.name.slice(0, MAX_NAME_LENGTH) || key;
  if (isBoundary(meaning)) {
    return { kind: 'code', timeNs, line, vcpu: null, code: BOUNDARY[meaning], port: NO_PORT, name };
  }
  return { kind: 'moment', timeNs, line, vcpu: null, key, name, stage: meaning };
}

function isBoundary(meaning: Meaning): meaning is keyof typeof BOUNDARY {
  return meaning !== null && Object.hasOwn(BOUNDARY, meaning);
}
