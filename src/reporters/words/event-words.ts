/** Events in words, for every list of them: what wrote it, what it says, where it went when that is not the usual port. */
import { formatPort, POST_PORT } from '../../trace/debug-ports.js';
import { NO_PORT } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import { functionWord } from '../../trace/profile/initcall.js';
import type { TimedEvent } from '../../trace/report/timeline.js';

/** Text of a guest is cut to this before it is looked at: no line of a list needs more. */
const MAX_TEXT = 4000;

/** The stage of a code or a moment, the channel of a text, the moment of a lifecycle event, which kind of function it was. */
export function eventSubject(event: TimedEvent): string {
  switch (event.kind) {
    case 'code':
      return event.stage;
    case 'moment':
      return event.stage ?? event.kind;
    case 'text':
      return event.channel;
    case 'lifecycle':
      return event.phase;
    case 'function':
      return functionWord(event);
  }
}

/** Name of a code or a moment and what is special about it, the text, or the function that was entered. */
export function eventWords(event: TimedEvent): string {
  if (event.kind === 'text') return printable(event.text.slice(0, MAX_TEXT));
  if (event.kind === 'function') return printable(event.name.slice(0, MAX_TEXT));
  if (event.kind === 'lifecycle') return '';
  const isNoise = event.kind === 'code' && event.noise;
  const remark = isNoise ? '(noise)' : event.revisit ? '(revisit)' : '';
  return printable([(event.name ?? '').slice(0, MAX_TEXT), remark].filter((part) => part !== '').join(' '));
}

/** Only ports that are not the usual one. */
export function unusualPort(event: TimedEvent): string {
  return event.kind === 'code' && event.port !== POST_PORT && event.port !== NO_PORT
    ? formatPort(event.port)
    : '';
}
