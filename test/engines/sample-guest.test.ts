import { expect, test } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import { bootSampleGuest, SAMPLE_CODES, sampleGuestImage } from '../../src/engines/sample-guest.js';
import type { Stop } from '../../src/trace/boot.js';
import type { GuestRequest } from '../../src/trace/guest.js';
import { ROOT } from '../helpers/run-cli.js';

const RESET: Stop = { reason: 'reset', detail: null };

/** Writes so many codes, a millisecond apart, and stops. */
function engine(codes: number, stop: Stop, seen: GuestRequest[] = []): Engine {
  return {
    id: 'stand-in',
    title: 'a stand-in',
    needsKvm: true,
    inspects: false,
    run(request, { onItem }) {
      seen.push(request);
      for (let code = 1; code <= codes; code++) {
        const event = { kind: 'code', code, timeNs: code * 1e6, vcpu: 0 } as never;
        onItem({ kind: 'event', boot: 0, event });
      }
      return Promise.resolve({ stop, diagnostics: [] });
    },
  };
}

test('all its codes and a reset are a success', async () => {
  const seen: GuestRequest[] = [];
  expect(await bootSampleGuest(engine(SAMPLE_CODES, RESET, seen), ROOT)).toEqual({
    codes: SAMPLE_CODES,
    timeNs: SAMPLE_CODES * 1e6,
    failure: null,
  });
  expect(seen[0]!.firmware).toBe(sampleGuestImage(ROOT));
});

test('fewer codes are a failure, and so is a crash, in the words of run', async () => {
  expect(await bootSampleGuest(engine(3, RESET), ROOT)).toMatchObject({
    failure: 'it wrote 3 codes instead of 10',
  });
  expect(await bootSampleGuest(engine(0, { reason: 'crash', detail: 'triple fault' }), ROOT)).toEqual({
    codes: 0,
    timeNs: 0,
    failure: 'the guest crashed: triple fault',
  });
});

test('that it is missing from the package is said', () => {
  expect(() => sampleGuestImage('/nowhere')).toThrow('the sample guest is missing: /nowhere/samples');
});
