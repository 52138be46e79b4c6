import { expect, it } from 'vitest';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import type { DoctorReport } from '../../../src/trace/report/report.js';
import { render } from '../sample-reports.js';

const REPORT: DoctorReport = {
  command: 'doctor',
  findings: [
    {
      subject: '/dev/kvm',
      status: 'failed',
      message: 'permission denied: the device belongs to group kvm and this user is not in it',
      nextSteps: ['sudo usermod -aG kvm $USER'],
    },
    { subject: 'node', status: 'ok', message: 'v20', nextSteps: [] },
  ],
};

it('lines findings up and says what to do', () => {
  expect(render(tableReporter, REPORT)).toBe(
    [
      'failed   /dev/kvm  permission denied: the device belongs to group kvm and this',
      '                   user is not in it',
      '                   try: sudo usermod -aG kvm $USER',
      'ok       node      v20',
      '',
    ].join('\n'),
  );
});

it('puts words below where it is narrow', () => {
  expect(render(tableReporter, REPORT, { columns: 40 }).split('\n').slice(0, 4)).toEqual([
    'failed   /dev/kvm',
    '  permission denied: the device belongs',
    '  to group kvm and this user is not in',
    '  it',
  ]);
});
