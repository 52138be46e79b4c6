import { describe, expect, test } from 'vitest';
import { LOG_COMMANDS, LONGEST_LOG_COMMAND } from '../../src/trace/log-commands.js';
import { PrintableLine, printable } from '../../src/trace/printable.js';
import { findLogCommands } from '../helpers/log-commands.js';

const examples = LOG_COMMANDS.flatMap(({ examples }) => examples);

describe.each(examples)('%j', (example) => {
  test('is a command, and none once it is printable', () => {
    expect(findLogCommands(example)).toHaveLength(1);
    expect(findLogCommands(printable(example))).toEqual([]);
  });

  test('is none from whichever character on somebody else writes it', () => {
    for (let at = 1; at < example.length; at++) {
      const line = new PrintableLine();
      const shown = line.add(example.slice(0, at)) + line.add(example.slice(at));
      expect(findLogCommands(shown)).toEqual([]);
    }
  });

  test('is short', () => {
    expect(example.length).toBeLessThan(LONGEST_LOG_COMMAND);
  });
});

test.each([
  'std::vector<int>::at',
  'a: b',
  '#include [x]',
  '## heading',
  '-----',
  '---[ end Kernel panic - not syncing: x ]---',
  'x --- y',
  'my_section_start',
  'section start: 1',
])('%j is none, and stays as it is', (text) => {
  expect(printable(text)).toBe(text);
});
