import { describe, expect, it } from 'vitest';
import type {
  LineParser,
  ReadOptions,
  SourceLine,
  TraceFormat,
} from '../../../src/formats/reading/format.js';
import { type Choice, FormatReader, MAX_HEAD_BYTES } from '../../../src/formats/reading/reader.js';
import type { ReadItem } from '../../../src/trace/boot.js';

/** A format whose lines are times: `BOOT:TIME`. */
class TimesParser implements LineParser {
  push({ number, text }: SourceLine): readonly ReadItem[] {
    const [boot, time] = text.split(':').map(Number);
    if (boot === undefined || time === undefined) {
      const diagnostic = {
        severity: 'warning',
        code: 'odd',
        message: text,
        input: 'a',
        line: number,
      } as const;
      return [{ kind: 'diagnostic', diagnostic }];
    }
    return [
      {
        kind: 'event',
        boot,
        event: { kind: 'code', timeNs: time, line: number, vcpu: null, code: 1, port: 0x80 },
      },
    ];
  }

  end(): readonly ReadItem[] {
    return [];
  }
}

const times: TraceFormat = {
  id: 'times',
  title: 'Times',
  needles: [],
  sniff: () => 'no',
  createParser: () => new TimesParser(),
};

function chosen(format: TraceFormat): Choice {
  return { format, doubt: null, isRecognised: true };
}

function findingsOf(items: readonly ReadItem[]): [string, number | null][] {
  return items.flatMap((item) =>
    item.kind === 'diagnostic' ? [[item.diagnostic.code, item.diagnostic.line]] : [],
  );
}

function linesOf(items: readonly ReadItem[]): (number | null)[] {
  return items.flatMap((item) => (item.kind === 'event' ? [item.event.line] : []));
}

describe('FormatReader', () => {
  it('holds what comes until the format is known, and loses nothing of it', () => {
    const reader = new FormatReader({ input: 'a' }, (head) => (head.includes('2:') ? chosen(times) : null));
    expect(reader.push(Buffer.from('1:1\n'))).toEqual([]);
    expect(reader.format).toBeNull();
    expect(linesOf(reader.push(Buffer.from('2:1\n3:')))).toEqual([1, 2]);
    expect(reader.format).toBe('times');
    expect(linesOf(reader.push(Buffer.from('4\n')))).toEqual([3]);
    expect(linesOf(reader.end())).toEqual([]);
  });

  it('has room for what comes next as soon as the format is known', () => {
    const reader = new FormatReader({ input: 'a' }, (head) => (head.includes('2:') ? chosen(times) : null));
    reader.push(Buffer.from('1:1\n'));
    expect(reader.room).toBeNull();
    reader.push(Buffer.from('2:1\n3:'));
    const room = reader.room!;
    expect(linesOf(reader.push(room.subarray(0, room.write('4\n5:6\n'))))).toEqual([3, 4]);
  });

  it('decides at the end of a short input, and reads its last line', () => {
    const asked: boolean[] = [];
    const reader = new FormatReader({ input: 'a' }, (_, { isAll }) => {
      asked.push(isAll);
      return isAll ? chosen(times) : null;
    });
    expect(reader.push(Buffer.from('1:1\n1:2'))).toEqual([]);
    expect(linesOf(reader.end())).toEqual([1, 2]);
    expect(asked).toEqual([false, true]);
  });

  it.each([1000, MAX_HEAD_BYTES - 1, MAX_HEAD_BYTES + 1, 10 * MAX_HEAD_BYTES])(
    'decides when the head is full, chunks of %d',
    (size) => {
      const heads: number[] = [];
      const reader = new FormatReader({ input: 'a' }, (head, { isAll }) => {
        if (isAll) heads.push(head.length);
        return isAll ? chosen(times) : null;
      });
      const bytes = Buffer.from('1:1\n'.repeat(MAX_HEAD_BYTES / 2));
      let events = 0;
      for (let from = 0; from < bytes.length; from += size)
        events += reader.push(bytes.subarray(from, from + size)).length;
      expect(heads).toEqual([MAX_HEAD_BYTES]);
      expect(events + reader.end().length).toBe(MAX_HEAD_BYTES / 2);
    },
  );

  it('gives the head to the parser, also the part that came after the decision', () => {
    let head = (): string => '';
    const format: TraceFormat = {
      ...times,
      createParser: (options) => {
        head = options.head ?? head;
        return new TimesParser();
      },
    };
    const reader = new FormatReader({ input: 'a' }, () => chosen(format));
    reader.push(Buffer.from('1:1\n'));
    reader.push(Buffer.from('1:2\n'.repeat(MAX_HEAD_BYTES)));
    expect(head()).toHaveLength(MAX_HEAD_BYTES);
    expect(head().startsWith('1:1\n1:2\n')).toBe(true);
  });

  it('counts events that come too late in their boot', () => {
    const reader = new FormatReader({ input: 'a' }, () => chosen(times));
    reader.push(Buffer.from('0:10\n1:5\n0:9\n0:8\n1:6\n0:10\n'));
    const items = reader.end();
    expect(findingsOf(items)).toEqual([['out-of-order', 3]]);
    expect(items[0]).toMatchObject({
      diagnostic: { severity: 'note', input: 'a', message: expect.stringMatching(/order: 2\./) },
    });
  });

  it('limits findings, and sums them up last', () => {
    const reader = new FormatReader({ input: 'a' }, () => chosen(times));
    expect(reader.push(Buffer.from('odd\n'.repeat(150)))).toHaveLength(100);
    expect(findingsOf(reader.end())).toEqual([['odd', null]]);
  });

  it('reports lines that were too long to be kept', () => {
    const reader = new FormatReader({ input: 'a' }, () => chosen(times));
    reader.push(Buffer.from('1:1\n'));
    reader.push(Buffer.alloc(3 * 2 ** 20, 'x'));
    const items = reader.end();
    expect(findingsOf(items)).toEqual([
      ['odd', 2],
      ['long-line', 2],
    ]);
    expect(items[1]).toMatchObject({
      diagnostic: { severity: 'warning', input: 'a', message: expect.stringMatching(/1048576 bytes: 1\./) },
    });
  });

  it('takes a line of text to stand where its first byte stood', () => {
    const text = (line: number, time: number): ReadItem => ({
      kind: 'event',
      boot: 0,
      event: { kind: 'text', timeNs: time, line, vcpu: null, channel: 'serial', text: '' },
    });
    const parser: LineParser = { push: () => [], end: () => [text(5, 50), text(2, 20), text(7, 40)] };
    const reader = new FormatReader({ input: 'a' }, () => chosen({ ...times, createParser: () => parser }));
    expect(findingsOf(reader.end())).toEqual([['out-of-order', 7]]);
  });

  it('takes events of one row, or of no log, to stand where they were given', () => {
    const outOfOrder = (...events: readonly (readonly [line: number | null, time: number])[]) => {
      const items = events.map(([line, time]): ReadItem => {
        const event = { kind: 'code', timeNs: time, line, vcpu: null, code: 1, port: 0x80 } as const;
        return { kind: 'event', boot: 0, event };
      });
      const format = { ...times, createParser: () => ({ push: () => [], end: () => items }) };
      return findingsOf(new FormatReader({ input: 'a' }, () => chosen(format)).end());
    };
    expect(outOfOrder([5, 50], [5, 20])).toEqual([]);
    expect(outOfOrder([5, 50], [5, 50], [6, 50])).toEqual([]);
    expect(outOfOrder([null, 50], [5, 20])).toEqual([['out-of-order', 5]]);
    expect(outOfOrder([5, 50], [null, 20])).toEqual([['out-of-order', null]]);
    expect(outOfOrder([null, 50], [null, 20], [3, 10])).toEqual([['out-of-order', 3]]);
  });

  it('looks for marks in text alone', () => {
    const marks = [{ pattern: /(?:)/, code: 0x61, name: null }];
    const reader = new FormatReader({ input: 'a', marks }, () => chosen(times));
    expect(reader.push(Buffer.from('1:1\n'))).toHaveLength(1);
  });

  it("turns text into codes by the format's marks, or by the user's instead", () => {
    const event = {
      kind: 'text',
      timeNs: 7,
      line: 1,
      vcpu: null,
      channel: 'kernel-log',
      text: 'init ready',
    } as const;
    const parser: LineParser = { push: () => [{ kind: 'event', boot: 0, event }], end: () => [] };
    const format: TraceFormat = {
      ...times,
      marks: [{ pattern: /^init/, code: 0x41, name: 'init' }],
      createParser: () => parser,
    };
    const codes = (options: Partial<ReadOptions>): unknown[] => {
      const reader = new FormatReader({ input: 'a', ...options }, () => chosen(format));
      return reader
        .push(Buffer.from('x\n'))
        .flatMap((item) =>
          item.kind === 'event' && item.event.kind === 'code' ? [[item.event.code, item.event.port]] : [],
        );
    };
    expect(codes({})).toEqual([[0x41, 0]]);
    expect(codes({ marks: [{ pattern: /ready$/, code: 0x61, name: null }] })).toEqual([[0x61, 0]]);
    expect(codes({ marks: [] })).toEqual([]);
  });

  it('says what was doubtful about the choice', () => {
    const doubt = { code: 'ambiguous-format', message: 'or not' };
    const reader = new FormatReader({ input: 'a' }, () => ({ format: times, doubt, isRecognised: true }));
    expect(reader.end()).toEqual([
      { kind: 'diagnostic', diagnostic: { severity: 'note', ...doubt, input: 'a', line: null } },
    ]);
  });

  it('keeps as many lines of text as memory holds, and looks at all of them for marks', () => {
    const parser: LineParser = {
      push: ({ number, text }) => [
        {
          kind: 'event',
          boot: 0,
          event: { kind: 'text', timeNs: number, line: number, vcpu: null, channel: 'serial', text },
        },
      ],
      end: () => [],
    };
    const marks = [{ pattern: /^last$/, code: 0x61, name: null }];
    const format: TraceFormat = { ...times, marks, createParser: () => parser };
    const reader = new FormatReader({ input: 'a' }, () => chosen(format));
    const items = [...reader.push(Buffer.from(`${'x\n'.repeat(1_000_002)}last\n`))];
    expect(items).toHaveLength(1_000_001);
    expect(items.at(-1)).toMatchObject({ event: { kind: 'code', code: 0x61, line: 1_000_003 } });
    expect(reader.end()).toMatchObject([
      {
        diagnostic: {
          severity: 'warning',
          input: 'a',
          code: 'text-limit',
          message: expect.stringContaining(': 3.'),
        },
      },
    ]);
  });

  it('counts a line as long as it is, however short the text that it gives', () => {
    const format: TraceFormat = {
      ...times,
      createParser: () => ({
        push: ({ number, text }) => [
          {
            kind: 'event',
            boot: 0,
            event: {
              kind: 'text',
              timeNs: number,
              line: number,
              vcpu: null,
              channel: 'monitor',
              text: text.slice(-20),
            },
          },
          { kind: 'stop', boot: 0, stop: { reason: 'halt', detail: null } },
        ],
        end: () => [],
      }),
    };
    const reader = new FormatReader({ input: 'a' }, () => chosen(format));
    const line = Buffer.from(`${'x'.repeat(2 ** 20 - 1)}\n`);
    const texts = Array.from({ length: 300 }, () => reader.push(line))
      .flat()
      .filter(({ kind }) => kind === 'event');
    // 256 MiB of lines of one byte less.
    expect(texts).toHaveLength(256);
    expect(findingsOf(reader.end())).toEqual([
      ['event-limit', null],
      ['text-limit', null],
    ]);
  });
});

it("gives a parser every line where a mark of the user's may match any", () => {
  const seen: string[] = [];
  const push = ({ text }: SourceLine): readonly ReadItem[] => {
    seen.push(text);
    return [];
  };
  const format: TraceFormat = {
    ...times,
    needles: ['x'],
    marksAnyLine: true,
    createParser: () => ({ push, end: () => [] }),
  };
  const linesWith = (marks: ReadOptions['marks']): readonly string[] => {
    seen.length = 0;
    const reader = new FormatReader({ input: 'a', ...(marks === undefined ? {} : { marks }) }, () =>
      chosen(format),
    );
    reader.push(Buffer.from('x1\n2\n'));
    reader.end();
    return [...seen];
  };
  expect(linesWith(undefined)).toEqual(['x1']);
  expect(linesWith([])).toEqual(['x1']);
  expect(linesWith([{ pattern: /2/, code: 0x81, name: null }])).toEqual(['x1', '2']);
});
