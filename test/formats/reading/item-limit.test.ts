import { describe, expect, it } from 'vitest';
import { ItemLimit } from '../../../src/formats/reading/item-limit.js';
import type { ReadItem } from '../../../src/trace/boot.js';

type Item = Parameters<ItemLimit['admit']>[0];

const limits = { boots: 2, events: 3, texts: 2, length: 100 };

function event(boot: number, fields: object): Item {
  const base = { timeNs: 1, line: 1, vcpu: null };
  return { kind: 'event', boot, event: { ...base, ...fields } } as Extract<ReadItem, { kind: 'event' }>;
}
const code = (boot = 0, name?: string) =>
  event(boot, { kind: 'code', code: 1, port: 0x80, ...(name ? { name } : {}) });
const text = () => event(0, { kind: 'text', channel: 'serial', text: 'x' });
const begin = (boot: number, guest: object): Item => ({
  kind: 'boot',
  boot,
  vmmStartNs: null,
  provenance: { boottrace: '1', engine: 'e', guest: { ...guest }, host: {} },
});

function admitAll(items: readonly (readonly [Item, number])[]) {
  const limit = new ItemLimit(limits);
  const kept = items.map(([item, length]) => limit.admit(item, length));
  return { kept, findings: limit.findings().map((finding) => `${finding.code} ${finding.message}`) };
}

describe('ItemLimit', () => {
  it('has nothing to say of what has room', () => {
    expect(
      admitAll([
        [code(), 1e9],
        [text(), 10],
      ]),
    ).toEqual({ kept: [true, true], findings: [] });
  });

  it('keeps so many events, however long the lines of bare codes are', () => {
    const { kept, findings } = admitAll([1, 2, 3, 4, 5].map(() => [code(), 1e6] as const));
    expect(kept).toEqual([true, true, true, false, false]);
    expect(findings).toEqual([
      'event-limit Events beyond 3, and records beyond 100 bytes, were left out: 2.',
    ]);
  });

  it('keeps so many lines of text, and so many bytes of their lines', () => {
    expect(
      admitAll([
        [text(), 1],
        [text(), 1],
        [text(), 1],
      ]).kept,
    ).toEqual([true, true, false]);
    const { kept, findings } = admitAll([
      [text(), 90],
      [text(), 20],
      [code(), 1],
    ]);
    expect(kept).toEqual([true, false, true]);
    expect(findings).toEqual([
      'text-limit Lines of text beyond 2 or 100 bytes were searched for marks but not kept: 1.',
    ]);
  });

  it('keeps so many boots, and nothing of the others', () => {
    const { kept, findings } = admitAll([
      [code(0), 1],
      [code(7), 1],
      [code(8), 1],
      [code(0), 1],
      [code(8), 1],
    ]);
    expect(kept).toEqual([true, true, false, true, false]);
    expect(findings).toEqual(['boot-limit Boots beyond the first 2 were left out: 2.']);
  });

  it('bounds the records that are not bare codes by the length of their lines', () => {
    const stop: Item = { kind: 'stop', boot: 0, stop: { reason: 'halt', detail: 'x' } };
    expect(
      admitAll([
        [stop, 60],
        [code(0, 'named'), 60],
        [code(), 60],
      ]).kept,
    ).toEqual([true, false, true]);
  });

  it('has room for exactly as much as it says', () => {
    const stop: Item = { kind: 'stop', boot: 0, stop: { reason: 'halt', detail: 'x' } };
    for (const item of [text(), stop]) {
      expect(
        admitAll([
          [item, 60],
          [item, 40],
        ]).kept,
      ).toEqual([true, true]);
      expect(
        admitAll([
          [item, 60],
          [item, 41],
        ]).kept,
      ).toEqual([true, false]);
    }
  });

  it('counts as events codes and moments, and moments by the length of their lines', () => {
    const stop: Item = { kind: 'stop', boot: 0, stop: { reason: 'halt', detail: 'x' } };
    const items = [stop, stop, stop, stop, code(), code(), code()].map((item) => [item, 1] as const);
    expect(admitAll(items).kept).toEqual(items.map(() => true));
    const moment = event(0, { kind: 'lifecycle', phase: 'reset' });
    expect(
      admitAll([
        [moment, 60],
        [moment, 60],
      ]).kept,
    ).toEqual([true, false]);
  });

  it('has room for boots of which nothing is known', () => {
    expect(admitAll([[{ kind: 'boot', boot: 0, vmmStartNs: null }, 1]]).kept).toEqual([true]);
  });

  it('bounds the headers that boots refer to', () => {
    const large = begin(0, { image: 'x'.repeat(200) });
    expect(admitAll([[large, 10]]).kept).toEqual([false]);
    const small = begin(0, {});
    // The same header for another boot costs nothing more.
    expect(
      admitAll([
        [small, 1],
        [{ ...small, boot: 1 } as Item, 1],
      ]).kept,
    ).toEqual([true, true]);
    expect(
      admitAll([
        [small, 1],
        [begin(1, {}), 1],
      ]).kept,
    ).toEqual([true, false]);
  });
});
