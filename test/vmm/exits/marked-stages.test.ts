import { expect, test } from 'vitest';
import { MarkedStages } from '../../../src/vmm/exits/marked-stages.js';
import { StageCounters } from '../../../src/vmm/exits/stage-counters.js';
import { Control } from '../../../src/vmm/threads/control.js';

function create() {
  const control = new Control(Control.allocate(1));
  const counters = new StageCounters(StageCounters.allocate(5), []);
  const begun = () => counters.finish().map(({ stage }) => stage);
  return { control, stages: new MarkedStages(control, counters), begun };
}

test('the stage of a mark begins at once, unless it is behind the latest', () => {
  const { control, stages, begun } = create();
  stages.begin(3);
  stages.begin(2);
  expect([control.stage, begun()]).toEqual([3, [0, 3]]);
  expect(control.tryLock()).toBe(true);
});

test('a stage begins later when a vCPU has the lock', () => {
  const { control, stages, begun } = create();
  control.lock();
  stages.begin(2);
  stages.begin(4);
  stages.begin(3);
  stages.retry();
  expect([control.stage, begun()]).toEqual([0, [0]]);
  control.unlock();
  stages.retry();
  expect([control.stage, begun()]).toEqual([4, [0, 4]]);
});

test('a stage that another has overtaken meanwhile never begins', () => {
  const { control, stages, begun } = create();
  control.lock();
  stages.begin(2);
  control.enterStage(3);
  control.unlock();
  stages.retry();
  expect([control.stage, begun()]).toEqual([3, [0]]);
});
