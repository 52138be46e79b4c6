/** Reads speedscope's own format as speedscope does: by its schema, and by what its importer checks besides. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect } from 'vitest';

const require = createRequire(import.meta.url);

export interface SpeedscopeFile {
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly {
    readonly name: string;
    readonly startValue: number;
    readonly endValue: number;
    /** Of a sampled profile: numbers of frames, and how often each stack was seen. */
    readonly samples?: readonly (readonly number[])[];
    readonly weights?: readonly number[];
    readonly events: readonly { readonly type: 'O' | 'C'; readonly at: number; readonly frame: number }[];
  }[];
}

const speedscopeSchema = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(require.resolve('speedscope/dist/release/file-format-schema.json'), 'utf8')),
);

/** speedscope's own schema, and what its importer checks besides: order in time, and frames closed in the order of the stack. */
export function readSpeedscope(text: string): SpeedscopeFile {
  const file = JSON.parse(text) as SpeedscopeFile;
  speedscopeSchema(file);
  expect(speedscopeSchema.errors ?? []).toEqual([]);
  for (const { events, samples, weights, startValue, endValue } of file.profiles) {
    if (samples !== undefined) {
      expect(weights).toHaveLength(samples.length);
      expect(weights!.reduce((sum, weight) => sum + weight, startValue)).toBe(endValue);
      for (const frame of samples.flat()) expect(file.shared.frames[frame]).toBeDefined();
      continue;
    }
    const stack: number[] = [];
    let latest = startValue;
    for (const { type, at, frame } of events) {
      expect(at).toBeGreaterThanOrEqual(latest);
      expect(file.shared.frames[frame]).toBeDefined();
      latest = at;
      if (type === 'O') stack.push(frame);
      else expect(stack.pop()).toBe(frame);
    }
    expect(stack).toEqual([]);
    expect(latest).toBeLessThanOrEqual(endValue);
  }
  return file;
}
