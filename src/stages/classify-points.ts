/**
 * Codes and moments to stages. A table decides about codes that came through a port; what a text names keeps the
 * source's name and its standard stage, whatever ranges a user's table has. Moments a table maps in a section of its own.
 */
import { codeOfMoment } from '../trace/banners.js';
import { type CodeEvent, type MomentEvent, NO_PORT, STANDARD_STAGES } from '../trace/event.js';
import { type MomentRule, orderedStages, type StageTable, stageNames } from '../trace/stage-table.js';
import { boundaryOfMoment, type CodeClass, createClassifier } from './classify.js';
import { mergeOrders } from './row-samples.js';
import { BUILT_IN_TABLE } from './table/built-in-table.js';

export interface PointClass extends Omit<CodeClass, 'stage'> {
  /** Null for a moment that is part of none. */
  readonly stage: string | null;
  /** The code that the moment stands for where the table has it at the same end of the same stage; absent for all others. */
  readonly standsFor?: number;
}

/** Says to which class a code or a moment belongs; its name is the one to show. */
export interface PointClassifier {
  code(event: CodeEvent): CodeClass;
  moment(event: MomentEvent): PointClass;
}

/** The classifier of a table. Standard stages that the table lacks have places of their own in its order. */
export function createPointClassifier(table: StageTable): PointClassifier {
  const order = stageOrder(table);
  const ofTable = createClassifier(table);
  const ofText = createClassifier(BUILT_IN_TABLE);
  const rankOf = (stage: string | null): number | null => {
    const rank = stage === null ? -1 : order.indexOf(stage);
    return rank < 0 ? null : rank;
  };
  const ranked = (one: CodeClass): CodeClass =>
    one.rank === null ? one : { ...one, rank: rankOf(one.stage) };
  const written = Array.from({ length: 256 }, (_, code) => ranked(ofTable(code)));
  const named = Array.from({ length: 256 }, (_, code) => ranked(ofText(code)));
  return {
    code({ code, port, name = null }) {
      const standard = named[code];
      if (port === NO_PORT && standard !== undefined && standard.boundary !== null)
        return { ...standard, name };
      const own = written[code] ?? ofTable(code);
      return own.name === null && name !== null ? { ...own, name } : own;
    },
    moment(event) {
      const rule = ruleFor(table.moments, event);
      const stage = rule?.stage ?? event.stage;
      const rank = rankOf(stage);
      const place = { stage, rank, name: rule?.name ?? event.name, instant: rank === null };
      const boundary = stage === null ? null : boundaryOfMoment(stage, event.key);
      if (boundary === null) return { ...place, boundary };
      const code = codeOfMoment(event.key)!;
      const isCodes = written[code]!.stage === stage && written[code]!.boundary === boundary;
      return { ...place, boundary, ...(isCodes ? { standsFor: code } : {}) };
    },
  };
}

/** Every ordered stage that a boot can have: the table's, and the standard ones that the table does not speak of. */
export function stageOrder(table: StageTable): readonly string[] {
  const known = stageNames(table);
  const ordered = orderedStages(table);
  const missing = STANDARD_STAGES.filter((stage) => !known.includes(stage));
  if (missing.length === 0) return ordered;
  const standard = STANDARD_STAGES.filter((stage) => missing.includes(stage) || ordered.includes(stage));
  return mergeOrders([ordered, standard]);
}

function ruleFor(
  rules: StageTable['moments'],
  { key, name }: Pick<MomentEvent, 'key' | 'name'>,
): MomentRule | undefined {
  return rules?.get(key) ?? rules?.get(name);
}
