import { describe, expect, test } from 'vitest';
import type { Profile } from '../../src/trace/profile/profile.js';
import { describeWith, explain } from '../helpers/requirements.js';
import { INSPECTION_SCENARIOS, NEWER_KERNEL } from './inspection-scenarios.js';
import { backportsKernel } from './kernel.mjs';
import { backportsRequirement } from './kernel-requirement.js';
import { labCache } from './lab.mjs';
import { type ScenarioResult, scenarioRequirements, useScenarios } from './scenarios.js';

interface InspectedBoot {
  readonly stop: { readonly reason: string };
  readonly ledger: readonly { readonly name: string; readonly durationNs: number }[];
  readonly events: readonly {
    readonly kind: string;
    readonly hex?: string;
    readonly initcall?: true;
    readonly name?: string;
    readonly timeNs: number;
  }[];
  readonly exits: readonly {
    readonly kind: string;
    readonly device: string | null;
    readonly count: number;
  }[];
  readonly profile?: Profile;
}

let resultOf: (name: string) => ScenarioResult;
const bootOf = (name: string): InspectedBoot => {
  const { boots } = JSON.parse(resultOf(name).text(`${name}.json`)) as { boots: readonly InspectedBoot[] };
  return boots[0]!;
};
const initcallsOf = (name: string) =>
  bootOf(name).events.flatMap((event) => (event.initcall === true ? [event.name] : []));
const codesOf = (name: string) => bootOf(name).events.flatMap(({ hex }) => (hex === undefined ? [] : [hex]));

/** Offsets from `_text` by name, of symbols that lie in the kernel's image. */
function offsets(text: string): Map<string, bigint> {
  const symbols = text
    .split('\n')
    .filter((line) => line !== '' && !line.includes('['))
    .map((line) => line.split(/\s+/) as [string, string, string])
    .map(([address, , name]) => [name, BigInt(`0x${address}`)] as const);
  const base = symbols.find(([name]) => name === '_text')![1];
  // What stands per processor has addresses of its own. Names are not unique, so each has its lowest place.
  const inImage = symbols.filter(([, address]) => address >= base);
  const places = new Map<string, bigint>();
  for (const [name, address] of inImage) {
    const known = places.get(name);
    if (known === undefined || address - base < known) places.set(name, address - base);
  }
  return places;
}

describeWith(scenarioRequirements(), 'an unmodified Debian kernel that is looked into', () => {
  const newer = backportsKernel(labCache());
  explain(backportsRequirement(newer));
  const scenarios = [...INSPECTION_SCENARIOS, ...(newer === null ? [] : [NEWER_KERNEL])];

  resultOf = useScenarios(scenarios, newer);

  test.each(scenarios.map(({ name }) => name))('%s boots as it would otherwise', (name) => {
    expect({ exit: resultOf(name).exitCode, reason: bootOf(name).stop.reason }).toEqual({
      exit: 0,
      reason: 'shutdown',
    });
    expect(codesOf(name).slice(-2)).toEqual(['0x60', '0x61']);
  });

  describe('a profile', () => {
    test('has names from the guest’s own memory, and stacks that reach the root', () => {
      const { symbols, samples, kernelSamples, rootedKernelSamples } = bootOf('profile').profile!;
      expect(symbols).toMatchObject({
        source: 'guest-memory',
        detail: expect.stringContaining('cloud-amd64'),
      });
      expect(symbols.count).toBeGreaterThan(50_000);
      expect(samples).toBeGreaterThan(300);
      expect(kernelSamples).toBeGreaterThan(samples / 2);
      expect(rootedKernelSamples / kernelSamples).toBeGreaterThan(0.99);
    });

    test('shows where a kernel starts from, and what it does', () => {
      const { stacks } = bootOf('profile').profile!;
      const roots = new Set(stacks.map(({ frames }) => frames.find((frame) => !frame.startsWith('['))));
      expect([...roots]).toContain('ret_from_fork');
      const all = new Set(stacks.flatMap(({ frames }) => frames));
      for (const name of ['start_kernel', 'kernel_init', 'do_one_initcall']) expect(all).toContain(name);
    });

    test('of two processors has both, and knows when one has nothing to do', () => {
      const { stacks, idleSamples, kernelSamples, rootedKernelSamples } = bootOf('both-on-two').profile!;
      expect(new Set(stacks.map(({ vcpu }) => vcpu))).toEqual(new Set([0, 1]));
      expect(idleSamples).toBeGreaterThan(0);
      expect(rootedKernelSamples / kernelSamples).toBeGreaterThan(0.9);
    });
  });

  describe('its initcalls', () => {
    test.each(['initcalls', 'both-on-two'])('have names and times in %s', (name) => {
      const names = initcallsOf(name);
      expect(names.length).toBeGreaterThan(500);
      expect(names.filter((initcall) => !/^[A-Za-z_]\w*/.test(initcall ?? ''))).toEqual([]);
      for (const known of ['acpi_init', 'inet_init', 'crypto_algapi_init']) expect(names).toContain(known);
    });
  });

  test.skipIf(newer === null)('a newer kernel has symbols, stacks, initcalls and a kernel stage too', () => {
    const { symbols, kernelSamples, rootedKernelSamples } = bootOf('newer').profile!;
    expect(symbols).toMatchObject({
      source: 'guest-memory',
      detail: expect.stringContaining(newer!.release),
    });
    expect(symbols.count).toBeGreaterThan(100_000);
    expect(kernelSamples).toBeGreaterThan(300);
    expect(rootedKernelSamples / kernelSamples).toBeGreaterThan(0.99);
    expect(initcallsOf('newer').length).toBeGreaterThan(500);
    expect(codesOf('newer')).toEqual(['0x40', '0x41', '0x60', '0x61']);
  });

  describe('its kernel stage', () => {
    test('is there without a patched kernel and without its console', () => {
      expect(codesOf('initcalls')).toEqual(['0x40', '0x41', '0x60', '0x61']);
      const kernel = bootOf('initcalls').ledger.find(({ name }) => name === 'kernel');
      expect(kernel!.durationNs).toBeGreaterThan(0);
    });

    test('ends where init starts, after the last initcall', () => {
      const { events } = bootOf('initcalls');
      const init = events.find(({ hex }) => hex === '0x41')!;
      const last = events.findLast(({ initcall }) => initcall === true)!;
      expect(init.timeNs).toBeGreaterThan(last.timeNs);
      expect(events.find(({ name }) => name === 'run_init_process')!.timeNs).toBe(init.timeNs);
    });
  });

  test('functions are events, and one that is not there is said to be missing', () => {
    const names = bootOf('initcalls').events.flatMap(({ kind, initcall, name }) =>
      kind === 'function' && initcall === undefined ? [name] : [],
    );
    expect(names.filter((name) => name !== 'parse_args' && name !== 'free_initmem')).toEqual([
      'rest_init',
      'run_init_process',
    ]);
    expect(
      resultOf('initcalls').diagnostics.map(({ code, message }) => [code, message.split(':')[0]]),
    ).toEqual([['function-not-marked', 'no_such_function cannot be marked']]);
  });

  test('its symbols are those that the same kernel tells of itself, every one', () => {
    const found = offsets(resultOf('symbols').text('System.map'));
    const expected = offsets(resultOf('symbols').text('kallsyms'));
    expect(expected.size).toBeGreaterThan(50_000);
    const wrong = [...expected].filter(([name, offset]) => found.get(name) !== offset);
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  test('what the host’s kernel handled alone is counted beside what came to the monitor', () => {
    const kinds = bootOf('initcalls').exits.map(({ kind, device }) => (kind === 'kernel' ? device : kind));
    expect(kinds).toEqual(expect.arrayContaining(['pio', 'interrupts', 'page faults']));
  });
});
