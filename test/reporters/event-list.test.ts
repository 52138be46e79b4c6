import { describe, expect, it } from 'vitest';
import { renderEvents } from '../../src/reporters/event-list.js';
import { createPalette } from '../../src/reporters/palette.js';
import type { Boot } from '../../src/trace/boot.js';
import { codeAt, timelineOf, type Written } from '../stages/build-boot.js';
import { PLAIN } from './sample-reports.js';

function list(boot: Partial<Boot>, columns = 80): readonly string[] {
  const timeline = timelineOf([], { boot });
  const lines = renderEvents(timeline, ['firmware', 'kernel'], createPalette(PLAIN), { ...PLAIN, columns });
  return [...lines].map((line) => line.trimEnd());
}

describe('renderEvents', () => {
  it('marks noise, which has no bar', () => {
    const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map(
      (code, at): Written => [code, 5000 + at * 20],
    );
    const lines = list({
      events: [codeAt(0x40, 1000), ...burst.map(([code, us]) => codeAt(code, us)), codeAt(0x41, 9000)],
    });
    expect(lines).toHaveLength(11);
    expect(lines[2]).toMatch(/^ *5\.000 +\+4\.000 +custom +0xff +\(noise\)$/);
    expect(lines.at(-1)).toMatch(/^ *9\.000 +\+8\.000 +█+ +kernel/);
  });

  it('shows vCPUs when there are several, and unusual ports', () => {
    const events = [codeAt(0x40, 1), { ...codeAt(0x41, 2), vcpu: 1, port: 0x84 }];
    expect(list({ events })[0]).toMatch(/port +vcpu$/);
    expect(list({ events })[2]).toMatch(/0x84 +1$/);
    expect(list({ events: [{ ...codeAt(0x40, 1), vcpu: 0 }] })[0]).not.toContain('vcpu');
  });

  it('cuts text of a guest to the width, however long', () => {
    const text = {
      kind: 'text',
      channel: 'serial',
      text: 'x'.repeat(1 << 20),
      timeNs: 5,
      line: null,
      vcpu: null,
    } as const;
    const [, line] = list({ events: [text] });
    expect(line).toHaveLength(80);
    expect(line).toMatch(/x…$/);
  });

  it('picks one unit for all times', () => {
    expect(list({ events: [codeAt(0x40, 1), codeAt(0x41, 250)] })[0]).toMatch(/^time µs/);
    expect(list({ events: [codeAt(0x40, 1), codeAt(0x41, 250_000_000)] })[0]).toMatch(/^ *time s/);
  });
});
