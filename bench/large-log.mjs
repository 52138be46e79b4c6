// Writes synthetic Cloud Hypervisor logs for benchmarks: the default prefix of v53, lines as `-vvv` prints them.
// Same arguments, same bytes. Not a real log: message texts rotate through a small set, lengths are realistic.
import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const CHUNK_LINES = 20_000;

const CHATTER = [
  '<vcpu0> DEBUG:devices/src/ioapic.rs:174 -- IOAPIC_W @ offset 0x10',
  '<vcpu0> DEBUG:devices/src/ioapic.rs:203 -- IOAPIC_R @ offset 0x0',
  '<vcpu1> TRACE:virtio-devices/src/transport/pci_common_config.rs:113 -- write_common_config_byte: offset 0x14 value 0xf',
  '<vmm> DEBUG:vmm/src/device_manager.rs:4012 -- PCI config read: bus 0 device 3 function 0 register 0x10 -> 0xe8000000',
  '<_disk0_q0> TRACE:virtio-devices/src/block.rs:311 -- request: In sector 123904 data_descriptors [(0x7a3c000, 4096)] status 0x7a3d010',
  '<vcpu1> DEBUG:vm-device/src/bus.rs:251 -- Guest MMIO write to unregistered address 0xfec00040',
];

/** The line at one microsecond of the monitor's clock; `code` null for chatter. */
function logLine(micros, index, code) {
  const prefix = `cloud-hypervisor: ${(micros / 1e6).toFixed(6).padStart(10)}s: `;
  if (code === null) return `${prefix}${CHATTER[index % CHATTER.length]}\r\n`;
  const guestMicros = micros - 3000;
  const seconds = Math.floor(guestMicros / 1e6);
  const word = ['Firmware', 'Bootloader', 'Kernel', 'Userspace'][code >> 5] ?? 'Custom';
  const hex = code.toString(16);
  return `${prefix}<vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: ${word} code 0x${hex}] ${seconds}.${String(guestMicros).padStart(6, '0')} seconds\r\n`;
}

function* logChunks({ bytes = Number.POSITIVE_INFINITY, lines = Number.POSITIVE_INFINITY, linesPerEvent }) {
  let written = 0;
  for (let line = 0; line < lines && written < bytes; ) {
    const rows = [];
    for (let end = Math.min(lines, line + CHUNK_LINES); line < end; line++) {
      const isEvent = (line + 1) % linesPerEvent === 0;
      rows.push(logLine(5000 + line, line, isEvent ? Math.floor(line / linesPerEvent) & 0xff : null));
    }
    const chunk = rows.join('');
    written += chunk.length;
    yield chunk;
  }
}

function writeLog(path, shape) {
  const fd = openSync(path, 'w');
  try {
    for (const chunk of logChunks(shape)) writeSync(fd, chunk);
  } finally {
    closeSync(fd);
  }
}

/** At least `bytes` of chatter with one boot code every `linesPerEvent` lines. */
export function writeLargeLog(path, { bytes = 2 ** 30, linesPerEvent = 2000 } = {}) {
  writeLog(path, { bytes, linesPerEvent });
}

/** Nothing but boot codes. */
export function writeDenseLog(path, { events = 1_000_000 } = {}) {
  writeLog(path, { lines: events, linesPerEvent: 1 });
}

/** Boots of one process, one after another, of so many codes each. */
export function writeBoots(path, { boots, codes }) {
  const fd = openSync(path, 'w');
  try {
    for (let boot = 0; boot < boots; boot++) {
      const lines = Array.from({ length: codes }, (_, at) => logLine(5000 + at * 10, at, (at * 128) / codes));
      writeSync(fd, lines.join(''));
    }
  } finally {
    closeSync(fd);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [kind, path] = process.argv.slice(2);
  if (path === undefined || !['large', 'dense'].includes(kind)) {
    console.error('usage: node bench/large-log.mjs large|dense PATH');
    process.exitCode = 2;
  } else if (kind === 'large') writeLargeLog(path);
  else writeDenseLog(path);
}
