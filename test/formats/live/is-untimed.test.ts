import { describe, expect, it } from 'vitest';
import { isUntimed, type LiveText } from '../../../src/formats/live/is-untimed.js';
import { parseMark } from '../../../src/trace/marks.js';

function judge(
  head: string,
  { firstNew = 1, ...rest }: Partial<LiveText> & { firstNew?: number | null } = {},
) {
  const arrivals = { arrivalNs: () => null, firstNew, resolution: '' };
  return isUntimed({ head, isAll: false, arrivals, marks: [], isRecognised: () => false, ...rest });
}

describe('a live text has no times', () => {
  it.each([
    ['when a program is known by its first line', 'noise\nU-Boot SPL 2023.01\n'],
    ['when a screen was cleared in front of it', 'Booting..\u001bc\u001b[2JLinux version 6.1\n'],
    ['when it is a firmware that has no banner', 'Loading PEIM 12345\n'],
    ['when its first line ends in two ways', '\rOpenSBI v1.3\r\r\n'],
  ])('%s', (_, head) => {
    expect(judge(head)).toBe(true);
  });

  it('when nothing but text has come at its end', () => {
    expect(judge('hello\n')).toBe(false);
    expect(judge('hello', { isAll: true })).toBe(true);
  });

  it('when a line that the user marks has none', () => {
    const marks = [parseMark('ready=0x41')];
    expect(judge('ready\n', { marks })).toBe(true);
    expect(judge('[0.123] ready\n', { marks })).toBe(false);
  });
});

describe('nothing is said', () => {
  it('of a line that has not ended', () => {
    expect(judge('U-Boot SPL 2023.01')).toBe(false);
  });

  it('where nothing is new, or the known line is not', () => {
    expect(judge('U-Boot SPL 2023.01\n', { firstNew: null })).toBe(false);
    expect(judge('U-Boot SPL 2023.01\nx\n', { firstNew: 2 })).toBe(false);
  });

  it('behind a line of a kernel that prints times', () => {
    expect(judge('[    0.000000] x\nU-Boot SPL 2023.01\n')).toBe(false);
  });

  it('of what a format knows by then', () => {
    const seen: string[] = [];
    const isRecognised = (head: string) => seen.push(head) > 0;
    expect(judge('a\nU-Boot SPL 2023.01\nb\n', { isRecognised })).toBe(false);
    expect(seen).toEqual(['a\nU-Boot SPL 2023.01']);
  });

  it('of text with a time somewhere, at its end', () => {
    expect(judge('hello\n12:00:01 hello\n', { isAll: true })).toBe(false);
  });
});
