/**
 * A settings file in YAML or JSON (which is YAML): text to a validated value, with errors that name the file, the
 * line and the key. Used for stage tables and for the assertions of `check`.
 */
import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type * as z from 'zod';
import { InputError } from '../../trace/errors.js';

export type KeyPath = readonly PropertyKey[];

export interface Settings<T> {
  readonly value: T;
  /** An InputError about the key at `path`, with its line. */
  fault(path: KeyPath, problem: string): InputError;
}

/** Larger files are refused: a table of 256 codes needs a few KiB. */
const MAX_LENGTH = 1 << 20;

interface Located {
  readonly node: Node;
  /** Offset of the key where there is one, else of the value. */
  readonly offset: number;
}

function child(parent: Node, key: PropertyKey): Located | null {
  if (isSeq(parent)) {
    const item = parent.items[Number(key)];
    return isNode(item) && item.range ? { node: item, offset: item.range[0] } : null;
  }
  if (!isMap(parent)) return null;
  const pair = parent.items.find((item) => isNode(item.key) && String(item.key.toJSON()) === String(key));
  if (!pair || !isNode(pair.key) || !pair.key.range) return null;
  return { node: isNode(pair.value) ? pair.value : pair.key, offset: pair.key.range[0] };
}

/** Offset of the deepest part of `path` that the file has. */
function offsetOf(root: Node | null, path: KeyPath): number {
  let offset = root?.range?.[0] ?? 0;
  let node = root;
  for (const key of path) {
    const next = node && child(node, key);
    if (!next) break;
    ({ node, offset } = next);
  }
  return offset;
}

/** `ranges[2].from`: the way a key is written in a message. */
function writePath(path: KeyPath): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

function issuePath(issue: z.core.$ZodIssue): KeyPath {
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
}

function issueText(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'unknown key' : issue.message;
}

/** Parses and validates `text`. Throws InputError `bad-settings`; `nextSteps` go with every error. */
export function parseSettings<T>(
  text: string,
  fileName: string,
  schema: z.ZodType<T>,
  nextSteps: readonly string[],
): Settings<T> {
  const refuse = (line: number, key: string, problem: string): InputError =>
    new InputError(
      'bad-settings',
      `${fileName}:${line}: ${key === '' ? '' : `${key}: `}${problem}`,
      nextSteps,
    );
  if (text.length > MAX_LENGTH) throw refuse(1, '', `longer than ${MAX_LENGTH} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw refuse(lines.linePos(broken.pos[0]).line, '', broken.message);
  const fault = (path: KeyPath, problem: string): InputError =>
    refuse(lines.linePos(offsetOf(document.contents, path)).line, writePath(path), problem);
  const parsed = schema.safeParse(toPlain(document, fault));
  if (parsed.success) return { value: parsed.data, fault };
  const issue = parsed.error.issues[0]!;
  throw fault(issuePath(issue), issueText(issue));
}

function toPlain(document: ReturnType<typeof parseDocument>, fault: Settings<unknown>['fault']): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw fault([], error instanceof Error ? error.message : String(error));
  }
}
