/** The table of sections of a report, in order. To add one, write its function and add a line to the list. */
import type { BootsReport, CheckReport, DiffReport, Report, TrendReport } from '../../trace/report/report.js';
import { bootsSection, spreadSection } from './boots-section.js';
import { classifySection, doctorSection, notesSection, provenanceSection } from './context-sections.js';
import { type EventRoom, eventTables, MAX_EVENTS } from './events-section.js';
import { exitTable } from './exits-section.js';
import { initcallPicture } from './initcalls-section.js';
import { checkSection, marksSection, shiftSection } from './judgement-sections.js';
import { MAX_PAGE_BOXES, profilePieces } from './profile-section.js';
import type { Section } from './section.js';
import { slowTables } from './slow-sections.js';
import { timelineSection } from './timeline-section.js';
import { trendSection } from './trend-section.js';

/** Nothing where the report has nothing for it. */
type SectionOf<R> = (report: R) => Section | null | undefined;

const OF_BOOTS: readonly SectionOf<BootsReport>[] = [
  ({ comparison }) => comparison && shiftSection(comparison),
  timelineSection,
  profileSection,
  initcallsSection,
  slowSection,
  whySection,
  spreadSection,
  ({ comparison }) => comparison && marksSection(comparison),
  bootsSection,
  eventsSection,
  notesSection,
  provenanceSection,
];

const OF_DIFF: readonly SectionOf<DiffReport>[] = [shiftSection, marksSection, notesSection];

const OF_CHECK: readonly SectionOf<CheckReport>[] = [checkSection, notesSection];

const OF_TREND: readonly SectionOf<TrendReport>[] = [trendSection, notesSection];

/** The sections that the report has something for. */
export function sectionsOf(report: Report): readonly Section[] {
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report':
      return made(OF_BOOTS, report);
    case 'diff':
      return made(OF_DIFF, report);
    case 'check':
      return made(OF_CHECK, report);
    case 'trend':
      return made(OF_TREND, report);
    case 'classify':
      return [classifySection(report)];
    case 'doctor':
      return [doctorSection(report)];
  }
}

function made<R>(makers: readonly SectionOf<R>[], report: R): readonly Section[] {
  return makers.map((make) => make(report)).filter((section) => section !== null && section !== undefined);
}

/** Of the only boot, as the two that follow; those of several are with their boots. */
function whySection({ timelines, summary }: BootsReport): Section | null {
  const table = summary === null && timelines[0] ? exitTable(timelines[0]) : null;
  return table === null ? null : { id: 'why', title: 'Why it took that long', body: [table] };
}

function profileSection({ timelines, summary, table }: BootsReport): Section | null {
  const [only] = timelines;
  if (summary !== null || only === undefined || (only.boot.profile?.samples ?? 0) === 0) return null;
  const body = profilePieces(only, table, { left: MAX_PAGE_BOXES });
  return { id: 'profile', title: 'Where the samples are', body };
}

function initcallsSection({ timelines, summary, table }: BootsReport): Section | null {
  const picture = summary === null && timelines[0] ? initcallPicture(timelines[0], table) : null;
  return picture === null ? null : { id: 'initcalls', title: 'Initcalls', body: [picture] };
}

function slowSection({ timelines, summary }: BootsReport): Section | null {
  const tables = summary === null && timelines[0] ? slowTables(timelines[0]) : null;
  return tables === null ? null : { id: 'slow', title: 'What the log says took long', body: [tables] };
}

function eventsSection({ timelines, summary, table }: BootsReport): Section | null {
  const [only] = timelines;
  if (summary !== null || only === undefined || only.events.length === 0) return null;
  const room: EventRoom = { left: MAX_EVENTS };
  return { id: 'events', title: 'Events', body: eventTables(only, table, room) };
}
