// Loaded before the program under test: from here on, the kernel answers seccomp(2) as one without it does, with ENOSYS.
const koffi = require('koffi');

const instructions = [
  [0x20, 0, 0, 0],
  [0x15, 0, 1, 317],
  [0x06, 0, 0, 0x0005_0026],
  [0x06, 0, 0, 0x7fff_0000],
];
// An ArrayBuffer of its own, which stays where it is: V8 keeps small arrays in its heap and moves them.
const bytes = Buffer.from(new ArrayBuffer(16 + instructions.length * 8));
bytes.writeUInt16LE(instructions.length, 0);
bytes.writeBigUInt64LE(BigInt(koffi.address(bytes)) + 16n, 8);
for (const [index, [code, yes, no, k]] of instructions.entries()) {
  const at = 16 + index * 8;
  bytes.writeUInt16LE(code, at);
  bytes.writeUInt8(yes, at + 2);
  bytes.writeUInt8(no, at + 3);
  bytes.writeUInt32LE(k, at + 4);
}
const libc = koffi.load('libc.so.6');
const prctl = libc.func('int prctl(int option, uint64_t a, void *b, uint64_t c, uint64_t d)');
const PR_SET_NO_NEW_PRIVS = 38;
const PR_SET_SECCOMP = 22;
const SECCOMP_MODE_FILTER = 2;
prctl(PR_SET_NO_NEW_PRIVS, 1, null, 0, 0);
if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, bytes, 0, 0) !== 0) throw new Error('no filter');
