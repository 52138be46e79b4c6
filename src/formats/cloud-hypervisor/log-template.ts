/**
 * Cloud Hypervisor's `--log-format` templates (v52.0, more tokens in v53.0), compiled to a regular expression for
 * rows that end a boot-code message where the template has `{msg}`. `{{` and `}}` are braces.
 */
import { InputError } from '../../trace/errors.js';
import { type CodeMessage, lastMessageStart, TIMED_MESSAGE, timedMessage } from './message.js';
import { floatTime, type Prefix, type PrefixTime, parseWallTime, vcpuOfThread } from './prefix.js';

const MAX_TEMPLATE_LENGTH = 1024;
const MAX_TOKENS = 32;
/** Longest text before and from a message that is matched: with bounded tokens it bounds the work for one row. */
const MAX_PART_LENGTH = 1024;

/** What each token prints. Named groups are what a prefix is read from. */
const TOKENS = {
  boottime: ' *(?<boottime>\\d{1,20}\\.\\d{6})',
  wallclock: '(?<wallclock>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)',
  glog: '(?<glog>\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6})',
  localglog: '(?<glog>\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6})',
  pid: '\\d{1,10}',
  tid: '\\d{1,10}',
  thread: '(?<thread>[^<>\\x00-\\x1f]{0,64}?)',
  level: '(?:ERROR|WARN|INFO|DEBUG|TRACE)',
  levelchar: '[EWIDT]',
  location: '(?<location>\\S{1,256}?)',
  msg: TIMED_MESSAGE,
  year: '\\d{4}',
  month: '\\d\\d',
  day: '\\d\\d',
  hour: '\\d\\d',
  minute: '\\d\\d',
  second: '\\d\\d',
  micros: '\\d{6}',
  offset: '[+-]\\d\\d:\\d\\d',
  localyear: '\\d{4}',
  localmonth: '\\d\\d',
  localday: '\\d\\d',
  localhour: '\\d\\d',
  localminute: '\\d\\d',
  localsecond: '\\d\\d',
  localmicros: '\\d{6}',
  localoffset: '[+-]\\d\\d:\\d\\d',
} as const satisfies Readonly<Record<string, string>>;

type Groups = Readonly<Record<string, string | undefined>>;
type Token = keyof typeof TOKENS;
type Piece = { readonly literal: string } | { readonly token: Token };

export interface TemplateMatch {
  readonly message: CodeMessage;
  readonly prefix: Prefix;
}

/** A compiled template: finds the boot-code message of a row; null when the row was not written with it. */
export type LogTemplate = (row: string) => TemplateMatch | null;

/** Compiles a template; throws InputError `bad-log-format` for what Cloud Hypervisor itself would refuse. */
export function compileLogTemplate(template: string): LogTemplate {
  const pieces = parseTemplate(template);
  const at = pieces.findIndex((piece) => 'token' in piece && piece.token === 'msg');
  if (at === -1) throw badTemplate('it has no {msg}, so boot codes cannot be found in the log');
  const before = new RegExp(`(?:${patternOf(pieces.slice(0, at))})$`);
  const fromMessage = new RegExp(`^${TIMED_MESSAGE}${patternOf(pieces.slice(at + 1))}\\s*$`);
  return (row) => {
    const start = lastMessageStart(row);
    const message = start === -1 ? null : fromMessage.exec(row.slice(start, start + MAX_PART_LENGTH));
    if (message === null) return null;
    const from = Math.max(0, start - MAX_PART_LENGTH);
    const prefix = before.exec(row.slice(from, start));
    if (prefix === null) return null;
    const groups: Groups = { ...message.groups, ...prefix.groups };
    return {
      message: timedMessage(message, start),
      prefix: { start: from + prefix.index, time: timeOf(groups), vcpu: vcpuOfThread(groups['thread']) },
    };
  };
}

function parseTemplate(template: string): readonly Piece[] {
  if (template.length > MAX_TEMPLATE_LENGTH)
    throw badTemplate(`it is longer than ${MAX_TEMPLATE_LENGTH} characters`);
  const pieces = [...template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)].map(([text]) =>
    parsePiece(text),
  );
  if (pieces.filter((piece) => 'token' in piece).length > MAX_TOKENS) {
    throw badTemplate(`it has more than ${MAX_TOKENS} tokens`);
  }
  return pieces;
}

function parsePiece(text: string): Piece {
  if (text === '{' || text === '}')
    throw badTemplate(`it has an unmatched "${text}" (write "${text}${text}" for a brace)`);
  if (text === '{{' || text === '}}') return { literal: text.charAt(0) };
  if (!text.startsWith('{')) return { literal: text };
  const name = text.slice(1, -1);
  if (!Object.hasOwn(TOKENS, name)) throw badTemplate(`it has an unknown token "${text}"`);
  return { token: name as Token };
}

/** Tokens of any length print the same text each time, which keeps the search for them short. */
const REPEATABLE: readonly string[] = ['thread', 'location'];

/** A regular expression's source. A group's name is used once: its first token gives the value. */
function patternOf(pieces: readonly Piece[]): string {
  const seen = new Set<string>();
  return pieces
    .map((piece) => {
      if ('literal' in piece) return escapeLiteral(piece.literal);
      const pattern = TOKENS[piece.token];
      const name = /\?<(\w+)>/.exec(pattern)?.[1] ?? '';
      if (!seen.has(name)) {
        seen.add(name);
        return pattern;
      }
      return REPEATABLE.includes(name) ? `\\k<${name}>` : pattern.replace(`?<${name}>`, '?:');
    })
    .join('');
}

function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function timeOf(groups: Groups): PrefixTime | null {
  const { boottime, wallclock, glog } = groups;
  if (boottime !== undefined) {
    const [whole = '', fraction = ''] = boottime.split('.');
    return floatTime(Number(whole), Number(fraction));
  }
  if (wallclock !== undefined) return parseWallTime(wallclock);
  return glog === undefined ? null : parseWallTime(wallTimeOfGlog(glog));
}

/** `MMDD HH:MM:SS.uuuuuu` has no year and no zone; any leap year serves, as only differences are used. */
function wallTimeOfGlog(glog: string): string {
  const [date = '', clock = ''] = glog.split(' ');
  return `2000-${date.slice(0, 2)}-${date.slice(2)}T${clock}Z`;
}

function badTemplate(why: string): InputError {
  return new InputError('bad-log-format', `--log-format cannot be read: ${why}.`, [
    `Use the tokens of Cloud Hypervisor: ${Object.keys(TOKENS)
      .map((token) => `{${token}}`)
      .join(' ')}`,
  ]);
}
