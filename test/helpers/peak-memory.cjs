// Loaded before the program under test: says on descriptor 3, when it ends, how much memory it has held at most, in KiB.
const { readFileSync, writeSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

// Threads are loaded with it too, and those of vCPUs may open no file when they end.
if (isMainThread) {
  process.on('exit', () => {
    const [, peakKiB] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
    writeSync(3, peakKiB);
  });
}
