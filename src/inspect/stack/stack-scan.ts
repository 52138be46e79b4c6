/**
 * Guessed callers for stacks with an unknown layout: the chain of frame pointers if there is one, otherwise every word
 * on the stack that follows a call. A guess may show functions that returned long before.
 */
import type { Sample } from '../../trace/profile/profile.js';
import { stackOf } from './stack-bytes.js';

/** Further callers are left out, because most of them would be wrong. */
const MAX_GUESSES = 64;
const WORD = 8n;

/** True for an address in code right behind a call. */
export type IsReturnAddress = (address: bigint) => boolean;

export interface ScanFrom {
  /** Where the stack of the innermost known function ends. */
  readonly sp: bigint;
  readonly bp: bigint;
}

/** Return addresses, innermost first. */
export function guessCallers(
  sample: Pick<Sample, 'rsp' | 'stack' | 'outer'>,
  from: ScanFrom,
  isReturnAddress: IsReturnAddress,
): readonly bigint[] {
  const chain = followFramePointers(sample, from, isReturnAddress);
  return chain.length > 1 ? chain : scanWords(sample, from, isReturnAddress);
}

function followFramePointers(
  sample: Pick<Sample, 'rsp' | 'stack' | 'outer'>,
  { sp, bp }: ScanFrom,
  isReturnAddress: IsReturnAddress,
): bigint[] {
  const stack = stackOf(sample);
  const found: bigint[] = [];
  let frame = bp;
  let lowest = sp;
  while (frame >= lowest && found.length < MAX_GUESSES) {
    const address = stack.word(frame + WORD);
    const next = stack.word(frame);
    if (address === null || next === null || !isReturnAddress(address)) break;
    found.push(address);
    lowest = frame + WORD;
    frame = next;
  }
  return found;
}

function scanWords(
  { rsp, stack }: Pick<Sample, 'rsp' | 'stack'>,
  { sp }: ScanFrom,
  isReturnAddress: IsReturnAddress,
): bigint[] {
  const found: bigint[] = [];
  const bytes = stackOf({ rsp, stack });
  const end = rsp + BigInt(stack.length);
  for (let at = sp < rsp ? rsp : sp; at + WORD <= end && found.length < MAX_GUESSES; at += WORD) {
    const word = bytes.word(at);
    if (word !== null && isReturnAddress(word)) found.push(word);
  }
  return found;
}
