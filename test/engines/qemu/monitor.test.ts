import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Monitor, type MonitorEvent } from '../../../src/engines/qemu/monitor.js';

/** The other end of a connection: what is said to it, and what it says. */
function connect() {
  const said: unknown[] = [];
  const events: MonitorEvent[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      said.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const monitor = new Monitor(stream, (event) => events.push(event));
  return { monitor, stream, said, events, say: (text: string) => stream.push(text) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the machine protocol', () => {
  test('answers commands in their order, with events between, however the bytes are cut', async () => {
    const { monitor, said, events, say } = connect();
    const first = monitor.execute('query-kvm');
    const second = monitor.execute('qom-get', { path: '/machine' });
    say('{"QMP": {"version": {}}}\r\n{"return": {"ena');
    say('bled": true}}\r\n{"timestamp": {"seconds": 5, "microseconds": 7}, "event": "STOP"}\r\n');
    say('{"return": "pc"}\r\n');
    expect(await first).toEqual({ enabled: true });
    expect(await second).toBe('pc');
    expect(said).toEqual([
      { execute: 'query-kvm', arguments: {} },
      { execute: 'qom-get', arguments: { path: '/machine' } },
    ]);
    expect(events).toEqual([{ name: 'STOP', seconds: 5, microseconds: 7, data: {} }]);
  });

  test('refuses a command with its reason', async () => {
    const { monitor, say } = connect();
    const answer = monitor.execute('nonsense');
    say('{"error": {"class": "CommandNotFound", "desc": "no such command"}}\n');
    await expect(answer).rejects.toThrow('no such command');
  });

  test('that ends rejects what waits, and what comes later', async () => {
    const { monitor, stream } = connect();
    const answer = monitor.execute('cont');
    stream.destroy();
    await expect(answer).rejects.toThrow('gone');
    await expect(monitor.execute('cont')).rejects.toThrow('gone');
  });

  test('passes over what is not JSON, and ends at a line without end', async () => {
    const { stream, events, say } = connect();
    say('nonsense\n[1]\nnull\n{"event": "RESUME", "timestamp": {"seconds": 1, "microseconds": 2}}\n');
    await settled();
    expect(events.map(({ name }) => name)).toEqual(['RESUME']);
    for (let round = 0; round < 18; round++) say('x'.repeat(2 ** 20));
    await settled();
    expect(stream.destroyed).toBe(true);
  });
});
