/** Marks: lines of console or debug text that stand for a code, so that a guest that writes none has stages too. */
import { type CodeEvent, NO_PORT, type TextChannel, type TextEvent } from './event.js';

export interface TextMark {
  readonly pattern: RegExp;
  readonly code: number;
  readonly name: string | null;
}

/** The port that a channel's text goes through, which is then the port of the code. */
const PORT_OF_CHANNEL: Readonly<Record<TextChannel, number>> = {
  serial: 0x3f8,
  'debug-console': 0xe9,
  'firmware-debug': 0x402,
  'kernel-log': NO_PORT,
  monitor: NO_PORT,
};

/** A code for each mark that the line matches, at the time of the line's first byte. */
export function matchMarks(marks: readonly TextMark[], line: TextEvent): CodeEvent[] {
  const { timeNs, line: logLine, vcpu, channel } = line;
  return marks
    .filter(({ pattern }) => pattern.test(line.text))
    .map(({ code, name }) => {
      const event = {
        kind: 'code',
        timeNs,
        line: logLine,
        vcpu,
        code,
        port: PORT_OF_CHANNEL[channel],
      } as const;
      return name === null ? event : { ...event, name };
    });
}
