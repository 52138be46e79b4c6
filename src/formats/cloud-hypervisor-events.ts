/**
 * Cloud Hypervisor's `--event-monitor` (v14.0 on, event_monitor/src/lib.rs): JSON objects one after another, pretty-printed,
 * with or without a blank line between. Times count from the start of the monitor; boots begin at `vm booting` and after `vm rebooting`.
 */
import type { ReadItem } from '../trace/boot.js';
import type { LifecyclePhase, Nanoseconds } from '../trace/event.js';
import { asFields, durationNs } from './cloud-hypervisor/json-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { JsonObjects } from './reading/json-objects.js';
import { Remarks } from './reading/remarks.js';
import { MAX_LINE_TEXT } from './reading/text-boots.js';

/** What a monitor's event means for the guest; all events are text too. */
const PHASES: ReadonlyMap<string, LifecyclePhase> = new Map<string, LifecyclePhase>([
  ['vm rebooting', 'reset'],
  ['vm shutdown', 'shutdown'],
  ['guest panic', 'crash'],
]);
const BOOT_BEGINS = 'vm booting';
const REBOOTING = 'vm rebooting';
const MAX_PROPERTIES = 16;

const REMARKS = {
  'bad-record': { severity: 'warning', message: 'A record that is not an event of the monitor was skipped.' },
  'torn-line': {
    severity: 'warning',
    message: 'The last record was cut off. Everything before it was read.',
  },
  'long-record': { severity: 'warning', message: 'Records too long to be events were skipped:' },
  'other-zero': {
    severity: 'note',
    message:
      "Times count from the start of the monitor. With the monitor's log (boottrace parse LOG --with FILE) they count from the creation of the VM.",
    once: true,
  },
  'no-events': { severity: 'warning', message: 'No event of the monitor was found.' },
} as const;

export const cloudHypervisorEvents: TraceFormat = {
  id: 'cloud-hypervisor-events',
  title: 'Cloud Hypervisor event monitor',
  needles: [],
  sniff: (head) =>
    /^\s*\{\s*"timestamp":\s*\{\s*"secs":\s*\d+,\s*"nanos":\s*\d+\s*\},\s*"source":\s*"/.test(head)
      ? 'certain'
      : 'no',
  createParser: (options) => new EventMonitorParser(options),
};

class EventMonitorParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #objects = new JsonObjects();
  #boots = 0;
  /** `vm booting` came, or the boot is one after a reboot. */
  #hasBegun = false;
  /** The event before was `vm rebooting`. */
  #hasEnded = false;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    for (const { value, line } of this.#objects.push(text, number)) this.#record(value, line, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const { openLine, skipped } = this.#objects;
    if (openLine !== null) this.#remarks.say('torn-line', openLine, items);
    if (skipped > 0) this.#remarks.say('long-record', null, items, `${skipped}.`);
    if (this.#boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #record(value: unknown, line: number, items: ReadItem[]): void {
    const { timestamp, source, event, properties } = asFields(value);
    const timeNs = durationNs(timestamp);
    if (timeNs === null || typeof source !== 'string' || typeof event !== 'string') {
      this.#remarks.say('bad-record', line, items);
      return;
    }
    this.#remarks.say('other-zero', line, items);
    const name = `${source} ${event}`;
    this.#openBoot(name, items);
    this.#add({ name, text: `${name}${describeProperties(properties)}`, timeNs, line }, items);
  }

  /** The events before the first `vm booting` belong to its boot; after `vm rebooting` comes the next one. */
  #openBoot(name: string, items: ReadItem[]): void {
    const isAnother = this.#hasEnded || (name === BOOT_BEGINS && this.#hasBegun);
    this.#hasBegun ||= name === BOOT_BEGINS || this.#hasEnded;
    this.#hasEnded = name === REBOOTING;
    if (this.#boots > 0 && !isAnother) return;
    items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null, clock: 'host-monotonic' });
    this.#boots += 1;
  }

  #add({ name, text, timeNs, line }: MonitorEvent, items: ReadItem[]): void {
    const boot = this.#boots - 1;
    const base = { timeNs, line, vcpu: null };
    const shown = text.slice(0, MAX_LINE_TEXT);
    items.push({ kind: 'event', boot, event: { kind: 'text', ...base, channel: 'monitor', text: shown } });
    const phase = PHASES.get(name);
    if (phase !== undefined)
      items.push({ kind: 'event', boot, event: { kind: 'lifecycle', ...base, phase } });
  }
}

interface MonitorEvent {
  readonly name: string;
  readonly text: string;
  readonly timeNs: Nanoseconds;
  readonly line: number;
}

/** ` id=_disk0`, in the order of the record. The monitor writes texts only; what nests may be made to overflow a stack. */
function describeProperties(properties: unknown): string {
  return Object.entries(asFields(properties))
    .slice(0, MAX_PROPERTIES)
    .map(([key, value]) => ` ${key}=${typeof value === 'object' && value !== null ? '{...}' : value}`)
    .join('');
}
