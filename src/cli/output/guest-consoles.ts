/** Opens what guests' consoles write to and leads each byte there. Guests with the same target share it. */
import type { ConsoleTarget } from '../../engines/guest-flags.js';
import type { TextChannel } from '../../trace/event.js';
import type { WriterOptions } from './file-writer.js';
import {
  type ConsoleTargets,
  fileSink,
  GuestTerminal,
  ptySink,
  type TextSink,
  type TextTarget,
  terminalSink,
} from './guest-text.js';

export interface Consoles {
  /** A byte of a guest with these targets, one of those that were opened. */
  push(targets: ConsoleTargets, channel: TextChannel, value: number): void;
  flush(): void;
  close(): Promise<void>;
  /** Channels whose target could not take everything, with the number of bytes lost since the last call. */
  takeLost(): readonly (readonly [TextChannel, number])[];
}

export interface ConsoleOptions {
  /** One for each guest. */
  readonly targets: readonly ConsoleTargets[];
  /** Where `tty` text goes. */
  readonly terminal: TextTarget;
  /** A terminal in raw mode needs the carriage return. */
  readonly lineEnd: '\n' | '\r\n';
  /** Says where a pseudo-terminal was opened. */
  readonly announce: (text: string) => void;
  readonly writing?: WriterOptions;
}

interface OpenSink {
  readonly channel: TextChannel;
  readonly sink: TextSink;
  /** Bytes lost that have been spoken of. */
  told: number;
}

/** Throws InputError for a file that cannot be made. */
export async function openConsoles(options: ConsoleOptions): Promise<Consoles> {
  const terminal = new GuestTerminal(options.terminal, options.lineEnd);
  const opened = new Map<string, OpenSink>();
  const consoles = new Map<ConsoleTargets, Map<TextChannel, TextSink>>();
  for (const targets of options.targets) {
    const sinks = new Map<TextChannel, TextSink>();
    consoles.set(targets, sinks);
    for (const [channel, target] of targets) {
      const key = `${channel} ${JSON.stringify(target)}`;
      const sink = opened.get(key)?.sink ?? (await openSink(channel, target, { ...options, terminal }));
      if (sink === null) continue;
      sinks.set(channel, sink);
      if (!opened.has(key)) opened.set(key, { channel, sink, told: 0 });
    }
  }
  return {
    push: (targets, channel, value) => consoles.get(targets)?.get(channel)?.push(value),
    flush: () => {
      for (const { sink } of opened.values()) sink.flush();
    },
    close: async () => {
      for (const { sink } of opened.values()) await sink.close();
    },
    takeLost: () => [...opened.values()].flatMap(takeLost),
  };
}

function takeLost(console: OpenSink): (readonly [TextChannel, number])[] {
  const lost = console.sink.lost() - console.told;
  console.told += lost;
  return lost > 0 ? [[console.channel, lost]] : [];
}

type SinkOptions = Pick<ConsoleOptions, 'announce' | 'writing'> & { readonly terminal: GuestTerminal };

async function openSink(
  channel: TextChannel,
  target: ConsoleTarget,
  { terminal, announce, writing }: SinkOptions,
): Promise<TextSink | null> {
  switch (target.mode) {
    case 'off':
    case 'null':
      return null;
    case 'tty':
      return terminalSink(terminal);
    case 'file':
      return fileSink(target.path, writing);
    case 'pty': {
      const { openPty } = await import('../../engines/pty.js');
      const pty = await openPty();
      announce(`${channel}: ${pty.path}`);
      return ptySink(pty.fd, pty.close);
    }
  }
}
