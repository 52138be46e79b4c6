import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { ExternalRun, failedStart } from '../../src/engines/external-run.js';
import { startProgram } from '../../src/engines/program.js';
import { EnvironmentError, InputError } from '../../src/trace/errors.js';

/** Prints a line when it is ready, and takes no notice of SIGTERM. */
const STUBBORN = ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'];

async function started() {
  const program = startProgram('/bin/sh', STUBBORN, ['ignore', 'pipe', 'ignore']);
  await new Promise((resolve) => program.child.stdout!.once('data', resolve));
  return program;
}

test('an abort is heard until the run is closed, and one that came before when asked for', () => {
  const abort = new AbortController();
  const onAbort = vi.fn();
  const run = new ExternalRun(abort.signal, onAbort);
  run.checkAbort();
  expect(onAbort).not.toHaveBeenCalled();
  abort.abort();
  expect(onAbort).toHaveBeenCalledTimes(1);
  run.checkAbort();
  expect(onAbort).toHaveBeenCalledTimes(2);
  run.close();
  expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
});

test('a program that does not end when it is told to is killed', async () => {
  const run = new ExternalRun(new AbortController().signal, () => undefined);
  const program = await started();
  run.adopt(program);
  run.quit((running) => running?.kill('SIGTERM'));
  expect(await program.exit).toEqual({ exitCode: null, signal: 'SIGKILL' });
  run.close();
});

test('a program does not outlive its run, and no timer does', async () => {
  const run = new ExternalRun(new AbortController().signal, () => undefined);
  const program = await started();
  const action = vi.fn();
  run.adopt(program);
  run.after(1, action);
  run.every(1, action);
  run.startTimeout(1e6, 0, action);
  run.close();
  expect(await program.exit).toEqual({ exitCode: null, signal: 'SIGKILL' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(action).not.toHaveBeenCalled();
});

test('a timeout that is over already ends the run at once, and one of months does not', async () => {
  const run = new ExternalRun(new AbortController().signal, () => undefined);
  const never = vi.fn();
  run.startTimeout(1e18, 0, never);
  await new Promise<void>((resolve) => run.startTimeout(1e9, 2e9, resolve));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(never).not.toHaveBeenCalled();
  run.close();
});

test('a program that did not start the guest is the fault of its arguments, where there are some', () => {
  const failed = { title: 'QEMU', exit: { exitCode: 1, signal: null }, lines: ['bad word'] };
  const steps = (text: string) => [`read ${text.length} characters`];
  const byHost = failedStart(failed, {}, steps);
  expect(byHost).toBeInstanceOf(EnvironmentError);
  expect(byHost.message).toBe('QEMU did not start the guest (exit code 1)\nbad word');
  expect(byHost.nextSteps).toEqual(['read 51 characters']);
  const byUser = failedStart(failed, { engineArguments: ['-x'] }, steps);
  expect(byUser).toBeInstanceOf(InputError);
  expect(byUser.nextSteps).toEqual(['look at the arguments after --']);
});
