/** Opens what the guest's consoles write to and leads each byte there. */
import type { ConsoleTarget } from '../engines/guest-flags.js';
import type { TextChannel } from '../trace/event.js';
import { fileSink, ptySink, type TextSink, terminalSink } from './guest-text.js';

export interface Consoles {
  push(channel: TextChannel, value: number): void;
  flush(): void;
  close(): void;
  /** Channels whose target could not take everything, with the number of bytes lost. */
  lost(): readonly (readonly [TextChannel, number])[];
}

export interface ConsoleOptions {
  readonly targets: ReadonlyMap<TextChannel, ConsoleTarget>;
  /** Where `tty` text goes. */
  readonly terminal: NodeJS.WritableStream;
  /** A terminal in raw mode needs the carriage return. */
  readonly lineEnd: '\n' | '\r\n';
  /** Says where a pseudo-terminal was opened. */
  readonly announce: (text: string) => void;
}

export async function openConsoles(options: ConsoleOptions): Promise<Consoles> {
  const sinks = new Map<TextChannel, TextSink>();
  for (const [channel, target] of options.targets) {
    const sink = await openSink(channel, target, options);
    if (sink !== null) sinks.set(channel, sink);
  }
  return {
    push: (channel, value) => sinks.get(channel)?.push(value),
    flush: () => {
      for (const sink of sinks.values()) sink.flush();
    },
    close: () => {
      for (const sink of sinks.values()) sink.close();
    },
    lost: () =>
      [...sinks].map(([channel, sink]) => [channel, sink.lost()] as const).filter(([, lost]) => lost > 0),
  };
}

async function openSink(
  channel: TextChannel,
  target: ConsoleTarget,
  { terminal, lineEnd, announce }: ConsoleOptions,
): Promise<TextSink | null> {
  switch (target.mode) {
    case 'off':
    case 'null':
      return null;
    case 'tty':
      return terminalSink((text) => terminal.write(text), lineEnd);
    case 'file':
      return fileSink(target.path);
    case 'pty': {
      const { openPty } = await import('../engines/pty.js');
      const pty = await openPty();
      announce(`${channel}: ${pty.path}`);
      return ptySink(pty.fd, pty.close);
    }
  }
}
