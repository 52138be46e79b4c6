/** The tables of the slowest units and the longest silences: their columns and cells, which each format draws in its own way. */
import type { UnitTime } from '../../trace/boot.js';
import type { Silence } from '../../trace/report/silences.js';
import { describeLine, describePlace } from './silence-words.js';
import { pickUnit, type TimeUnit, writeNumber } from './time-text.js';

/** A column; `name` and `line` come from a guest or a log and are escaped by the format. */
export interface WordColumn<Row> {
  readonly head: string;
  readonly holds: 'name' | 'number' | 'words' | 'line';
  readonly cell: (row: Row) => string;
}

type Abilities = Parameters<typeof pickUnit>[1];

/** Units come with the slowest first. */
export function unitColumns(
  units: readonly UnitTime[],
  abilities: Abilities,
): readonly WordColumn<UnitTime>[] {
  const unit = pickUnit(units[0]?.durationNs ?? 0, abilities);
  return [
    { head: 'unit', holds: 'name', cell: ({ name }) => name },
    { head: unit.name, holds: 'number', cell: ({ durationNs }) => writeNumber(durationNs, unit) },
    {
      head: 'began at',
      holds: 'number',
      cell: ({ startNs }) => (startNs === null ? '' : writeNumber(startNs, unit)),
    },
  ];
}

export function silenceColumns(unit: TimeUnit): readonly WordColumn<Silence>[] {
  return [
    { head: unit.name, holds: 'number', cell: ({ durationNs }) => writeNumber(durationNs, unit) },
    { head: 'where', holds: 'words', cell: (one) => describePlace(one, unit) },
    { head: 'after', holds: 'line', cell: ({ after }) => describeLine(after) },
    { head: 'before', holds: 'line', cell: ({ before }) => describeLine(before) },
  ];
}
