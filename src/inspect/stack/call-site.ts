/** Whether an address is behind a call, judged by the bytes before it (Intel SDM volume 2, CALL): what a guess rests on. */

/** Bytes of the longest call that is looked for. */
export const LONGEST_CALL = 7;

const CALL_RELATIVE = 0xe8;
const CALL_RELATIVE_BYTES = 5;
const GROUP_5 = 0xff;
/** Which instruction of group 5: bits 3 to 5 of the byte behind the opcode. */
const GROUP_5_CALL = 2;

/** `before`: the seven bytes in front of the address. False also where fewer are known. */
export function isBehindCall(before: Uint8Array): boolean {
  if (before.length < LONGEST_CALL) return false;
  if (before.at(-CALL_RELATIVE_BYTES) === CALL_RELATIVE) return true;
  for (let length = 2; length <= LONGEST_CALL; length += 1) {
    const modRm = before.at(1 - length)!;
    const isCall = before.at(-length) === GROUP_5 && ((modRm >> 3) & 7) === GROUP_5_CALL;
    if (isCall && lengthOf(modRm, before.at(2 - length)!) === length) return true;
  }
  return false;
}

/** Of an instruction with one byte of opcode and this operand; `index` is the byte behind, where the operand has one. */
function lengthOf(modRm: number, index: number): number {
  const mode = modRm >> 6;
  const register = modRm & 7;
  if (mode === 3) return 2;
  const hasIndex = register === 4;
  const isAbsolute = mode === 0 && (register === 5 || (hasIndex && (index & 7) === 5));
  const displacement = mode === 2 || isAbsolute ? 4 : mode;
  return 2 + (hasIndex ? 1 : 0) + displacement;
}
