/** The context of the numbers: notes about the inputs, and the machine and program that took the times. */
import type { Provenance } from '../../trace/boot.js';
import type { Diagnostic } from '../../trace/diagnostic.js';
import { formatCode } from '../../trace/event.js';
import type {
  BootsReport,
  ClassifiedCode,
  ClassifyReport,
  DoctorFinding,
  DoctorReport,
} from '../../trace/report/report.js';
import { listedCodes } from '../words/code-list.js';
import { type Markup, markup } from '../words/markup.js';
import { provenanceFacts } from '../words/provenance-facts.js';
import { dataTable, type HtmlColumn, type Section } from './section.js';

/** Guest text can be part of a message: it is cut to this. */
const MAX_MESSAGE = 8000;

/** Warnings first. */
export function notesSection({
  diagnostics,
}: {
  readonly diagnostics: readonly Diagnostic[];
}): Section | null {
  if (diagnostics.length === 0) return null;
  const ordered = [...diagnostics].sort(
    (a, b) => Number(b.severity === 'warning') - Number(a.severity === 'warning'),
  );
  return { id: 'notes', title: 'Notes', body: [markup`<ul class="notes">\n${ordered.map(note)}</ul>\n`] };
}

function note({ severity, message, input, line }: Diagnostic): Markup {
  const place = input === null ? '' : `${input}${line === null ? '' : `:${line}`}: `;
  const [first = '', ...rest] = message.slice(0, MAX_MESSAGE).split('\n');
  const more = rest.length === 0 ? null : markup`<pre>${rest.map((one) => markup`${one}\n`)}</pre>`;
  return markup`<li><strong class="${severity}">${severity}:</strong> ${place}${first}${more}</li>\n`;
}

/** Different ones once each, in the order of the boots. */
export function provenanceSection({ timelines }: BootsReport): Section | null {
  const sources = new Map<string, Provenance | null>();
  for (const { boot } of timelines) {
    sources.set(JSON.stringify([boot.input, boot.format, boot.provenance]), boot.provenance);
  }
  if (sources.size === 0) return null;
  const body = [...sources].slice(0, MAX_SOURCES).map(([key, provenance]) => {
    const [input, format] = JSON.parse(key) as [string, string];
    return markup`<dl>${pair('input', input)}${pair('format', format)}${provenance === null ? null : facts(provenance)}</dl>\n`;
  });
  if (sources.size > MAX_SOURCES)
    body.push(markup`<p class="soft">and ${sources.size - MAX_SOURCES} more</p>\n`);
  return { id: 'provenance', title: 'How it was measured', body };
}

const MAX_SOURCES = 20;

function facts(provenance: Provenance): Markup {
  return markup`${provenanceFacts(provenance).map(({ name, text }) => pair(name, text))}`;
}

function pair(name: string, value: string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Codes with stage and name. */
export function classifySection(report: ClassifyReport): Section {
  const columns: readonly HtmlColumn<ClassifiedCode>[] = [
    { head: 'code', look: 'text', cell: ({ code }) => formatCode(code) },
    { head: 'stage', look: 'text', cell: ({ stage }) => stage },
    { head: 'name', look: 'wrap', cell: ({ name }) => name ?? '' },
  ];
  return {
    id: 'codes',
    title: 'Codes',
    body: [dataTable('Each code with its stage', columns, listedCodes(report))],
  };
}

/** What was found, and what to do about it. */
export function doctorSection({ findings }: DoctorReport): Section {
  const columns: readonly HtmlColumn<DoctorFinding>[] = [
    { head: 'subject', look: 'text', cell: ({ subject }) => subject },
    { head: 'status', look: 'text', cell: ({ status }) => status },
    { head: 'message', look: 'wrap', cell: ({ message }) => message },
    { head: 'try', look: 'wrap', cell: ({ nextSteps }) => nextSteps.join(' · ') },
  ];
  return {
    id: 'findings',
    title: 'Findings',
    body: [dataTable('Each finding and what to do', columns, findings)],
  };
}
