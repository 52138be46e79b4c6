import { expect, test } from 'vitest';
import {
  classifySection,
  doctorSection,
  notesSection,
  provenanceSection,
} from '../../../src/reporters/html/context-sections.js';
import type { Section } from '../../../src/reporters/html/section.js';
import type { Diagnostic } from '../../../src/trace/diagnostic.js';
import type { ClassifyReport, DoctorReport } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';
import { everyKind } from '../every-kind.js';
import { htmlTables } from '../read-tables.js';
import { BOOT, reading, report, SAMPLE_REPORTS } from '../sample-reports.js';

const html = (section: Section | null) => [...(section?.body ?? [])].map(({ text }) => text).join('');
const note = { severity: 'note', code: 'x', message: 'first\n<second>', input: null, line: null } as const;

test('warnings come first, with their place; lines after the first are kept', () => {
  const warning = { ...note, severity: 'warning', input: 'a.log', line: 3 } as const;
  const text = html(notesSection({ diagnostics: [note, warning] }));
  expect(text.indexOf('warning')).toBeLessThan(text.indexOf('note:'));
  expect(text).toContain('<strong class="warning">warning:</strong> a.log:3: first<pre>&lt;second&gt;');
  expect(notesSection({ diagnostics: [] })).toBeNull();
});

test('each source once, with what is known of it', () => {
  const provenance = {
    boottrace: '1.2.3',
    engine: 'bundled',
    guest: { cpus: 2 },
    host: { kernel: '<6>', governor: null },
  };
  const boot = bootOf(BOOT, { provenance });
  const text = html(provenanceSection(report('report', [reading(boot, boot, bootOf(BOOT, { input: 'b' }))])));
  expect(text.match(/<dl>/g)).toHaveLength(2);
  expect(text).toContain(
    '<div><dt>guest vCPUs</dt><dd>2</dd></div><div><dt>host kernel</dt><dd>&lt;6&gt;</dd></div>',
  );
  expect(text).not.toContain('governor');
  const many = Array.from({ length: 30 }, (_, at) => bootOf(BOOT, { input: `${at}` }));
  const cut = html(provenanceSection(report('report', [reading(...many)])));
  expect(cut).toContain('>and 10 more<');
  expect(cut.match(/<dl>/g)).toHaveLength(20);
  expect(provenanceSection(report('report', []))).toBeNull();
});

test('codes and findings as tables', () => {
  expect(html(classifySection(SAMPLE_REPORTS['classify'] as ClassifyReport))).toContain('>0x40<');
  expect(html(doctorSection(SAMPLE_REPORTS['doctor'] as DoctorReport))).toContain('join the group kvm');
});

test('a note says where it is about, as far as that is known', () => {
  const at = (input: string | null, line: number | null) =>
    html(notesSection({ diagnostics: [{ ...note, input, line }] }));
  expect(at(null, null)).toContain('note:</strong> first<pre>');
  expect(at('a.log', null)).toContain('note:</strong> a.log: first<pre>');
  const long = html(notesSection({ diagnostics: [{ ...note, message: 'x'.repeat(10_000) }] }));
  expect(/x+/.exec(long.replace('<', ' <'))![0]).toHaveLength(8000);
  expect(long).not.toContain('<pre>');
});

test('a source is known by name, format and what took the times', () => {
  const text = html(provenanceSection(everyKind('run')));
  const pairs = [...text.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map((one) => one.slice(1));
  expect(pairs).toEqual([
    ['input', 'test.log'],
    ['format', 'cloud-hypervisor'],
    ['boottrace', '1.2.3'],
    ['engine', 'bundled'],
    ['started', '2026-11-22T10:00:00Z'],
    ['host CPU', 'A CPU'],
    ['host kernel', '6.1'],
    ['host frequency governor', '7'],
  ]);
  const twenty = Array.from({ length: 20 }, (_, at) => bootOf(BOOT, { input: `${at}` }));
  expect(html(provenanceSection(report('report', [reading(...twenty)])))).not.toContain('more');
});

test('the cells of codes and findings', () => {
  const codes: ClassifyReport['codes'] = [
    { code: 0x40, stage: 'kernel', name: 'kernel entered' },
    { code: 0x01, stage: 'firmware', name: null },
  ];
  const given = { ...(SAMPLE_REPORTS['classify'] as ClassifyReport), codes };
  expect(htmlTables(html(classifySection(given)))).toEqual([
    ['code | stage | name', '0x40 | kernel | kernel entered', '0x01 | firmware | '],
  ]);
  const findings: DoctorReport['findings'] = [
    { subject: 'kvm', status: 'failed', message: 'denied', nextSteps: ['a', 'b'] },
    { subject: 'node', status: 'ok', message: 'v20', nextSteps: [] },
  ];
  expect(htmlTables(html(doctorSection({ command: 'doctor', findings })))).toEqual([
    ['subject | status | message | try', 'kvm | failed | denied | a · b', 'node | ok | v20 | '],
  ]);
});

test('warnings come first in whatever order they were found', () => {
  const warning = { ...note, severity: 'warning' } as const;
  const order = (...given: readonly Diagnostic[]) =>
    [...html(notesSection({ diagnostics: given })).matchAll(/class="(warning|note)"/g)].map(
      ([, severity]) => severity,
    );
  expect(order(note, warning, note, warning)).toEqual(['warning', 'warning', 'note', 'note']);
  expect(order(warning, note)).toEqual(['warning', 'note']);
});
