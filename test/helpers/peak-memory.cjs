// Loaded before the program under test: says on descriptor 3, when it ends, how much memory it has held at most, in KiB.
const { readFileSync, writeSync } = require('node:fs');

process.on('exit', () => {
  const [, peakKiB] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
  writeSync(3, peakKiB);
});
