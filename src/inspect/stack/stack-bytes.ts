/** The stacks that were copied with a sample: words by the address they had, and nothing beyond. */
import type { Sample } from '../../trace/profile/profile.js';
import { viewOf } from '../guest-bytes.js';

export interface StackBytes {
  /** The word at an address; null where nothing was copied. */
  word(address: bigint): bigint | null;
  /** The index of the copied stack that contains an address, 0 for the innermost; null outside. */
  pieceOf(address: bigint): number | null;
}

export function stackOf({ rsp, stack, outer }: Pick<Sample, 'rsp' | 'stack' | 'outer'>): StackBytes {
  const pieces = [{ address: rsp, bytes: stack }, ...(outer === undefined ? [] : [outer])].map(
    ({ address, bytes }) => ({ start: address, end: address + BigInt(bytes.length), view: viewOf(bytes) }),
  );
  return {
    pieceOf: (address) => {
      const piece = pieces.findIndex(({ start, end }) => address >= start && address <= end);
      return piece < 0 ? null : piece;
    },
    word: (address) => {
      const piece = pieces.find(({ start, end }) => address >= start && address + 8n <= end);
      return piece === undefined ? null : piece.view.getBigUint64(Number(address - piece.start), true);
    },
  };
}
