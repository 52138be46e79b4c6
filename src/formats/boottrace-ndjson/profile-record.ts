/** The profile of a boot in a trace file, checked field by field. Layout: `trace/profile/profile.ts`. */
import { MAX_FRAMES, type Profile, type ProfileStack, SYMBOL_SOURCES } from '../../trace/profile/profile.js';
import { asFields, isOneOf, isTextOrNull, isTime, isWhole, parseAll } from './fields.js';

/** More than a day of samples has: a file that says otherwise is not ours. */
const MAX_STACKS = 1_000_000;
const MAX_HZ = 1_000_000;
const MAX_VCPU = 0xffff;
/** Longer than any symbol that Linux keeps. */
const MAX_NAME_LENGTH = 1024;

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH;
}

/** Null when it is not a profile whose numbers agree with each other. */
export function parseProfile(value: unknown): Profile | null {
  const fields = asFields(value);
  if (fields === null) return null;
  const { hz, samples, lostTicks, kernelSamples, rootedKernelSamples, idleSamples } = fields;
  const symbols = parseSymbols(fields['symbols']);
  const stacks = parseAll(fields['stacks'], MAX_STACKS, parseStack);
  if (!isWhole(hz, 1, MAX_HZ) || !isTime(samples) || !isTime(lostTicks)) return null;
  if (symbols === null || stacks === null) return null;
  if (!isWhole(kernelSamples, 0, samples) || !isWhole(rootedKernelSamples, 0, kernelSamples)) return null;
  if (!isWhole(idleSamples, 0, samples)) return null;
  if (stacks.reduce((sum, { count }) => sum + count, 0) !== samples) return null;
  return { hz, samples, lostTicks, symbols, kernelSamples, rootedKernelSamples, idleSamples, stacks };
}

function parseSymbols(value: unknown): Profile['symbols'] | null {
  const fields = asFields(value);
  if (fields === null) return null;
  const { source, count, detail } = fields;
  return isOneOf(source, SYMBOL_SOURCES) && isTime(count) && isTextOrNull(detail)
    ? { source, count, detail }
    : null;
}

function parseStack(value: unknown): ProfileStack | null {
  const fields = asFields(value);
  if (fields === null) return null;
  const { stage, vcpu, count } = fields;
  const frames = parseAll(fields['frames'], MAX_FRAMES, (name) => (isName(name) ? name : null));
  if (!isName(stage) || !isWhole(vcpu, 0, MAX_VCPU)) return null;
  if (frames === null || frames.length === 0 || !isWhole(count, 1, Number.MAX_SAFE_INTEGER)) return null;
  // Files from before times were recorded have none.
  if (fields['timesNs'] === undefined) return { stage, vcpu, frames, count };
  const timesNs = parseAll(fields['timesNs'], count, (time) => (isTime(time) ? time : null));
  return timesNs?.length === count ? { stage, vcpu, frames, count, timesNs } : null;
}
