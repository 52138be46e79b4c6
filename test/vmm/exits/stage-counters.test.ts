import { closeSync, openSync, writeSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { KvmStatsFile } from '../../../src/vmm/exits/kvm-stats.js';
import { StageCounters } from '../../../src/vmm/exits/stage-counters.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

/** A file of counters as KVM's, which the test moves on. */
function counterFile(name: string) {
  const fd = openSync(folder.file(name), 'w+');
  onTestFinished(() => closeSync(fd));
  const file: KvmStatsFile = { fd, positions: [0, 8, null, 16] };
  const set = (...values: readonly [number, number, number]) => {
    writeSync(fd, new Uint8Array(new BigUint64Array(values.map(BigInt)).buffer), 0, 24, 0);
  };
  set(0, 0, 0);
  return { file, set };
}

test('a stage has what was counted from its beginning to the next that began, over all vCPUs', () => {
  const a = counterFile('a');
  const b = counterFile('b');
  const buffer = StageCounters.allocate(4);
  const counters = new StageCounters(buffer, [a.file, b.file]);
  a.set(10, 1, 2);
  counters.begin(1);
  a.set(15, 1, 4);
  b.set(100, 50, 0);
  // Another thread sees the third begin; the second never does.
  new StageCounters(buffer, [a.file, b.file]).begin(3);
  b.set(101, 50, 0);
  expect(counters.finish()).toEqual([
    { stage: 0, counts: { exits: 10, irq_exits: 1, halt_exits: 0, pf_taken: 2 } },
    { stage: 1, counts: { exits: 105, irq_exits: 50, halt_exits: 0, pf_taken: 2 } },
    { stage: 3, counts: { exits: 1, irq_exits: 0, halt_exits: 0, pf_taken: 0 } },
  ]);
});

test('without files everything is zero', () => {
  const counters = new StageCounters(StageCounters.allocate(2), []);
  expect(counters.finish()).toEqual([
    { stage: 0, counts: { exits: 0, irq_exits: 0, halt_exits: 0, pf_taken: 0 } },
  ]);
});
