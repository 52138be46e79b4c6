/**
 * A disk (Virtual I/O Device 1.1, 5.2): reads, writes, flushes and identification over one queue. A request is served in
 * full before the guest goes on; one that reaches beyond the disk is an I/O error for the guest and touches nothing.
 */
import { type BlockStore, SECTOR_SIZE } from '../disks/block-store.js';
import type { GoesOn, VirtioDevice } from './device.js';
import { cutSegments, segmentsLength } from './segments.js';
import { type DescriptorChain, VirtqueueError } from './virtqueue.js';

const DEVICE_ID = 2;
const CLASS_SCSI_STORAGE = 0x01_00_00;
const QUEUE_SIZE = 256;

const F_SEG_MAX = 1 << 2;
const F_RO = 1 << 5;
const F_FLUSH = 1 << 9;

/** struct virtio_blk_config up to seg_max. */
const CONFIG_SIZE = 16;
const CONFIG_SEG_MAX = 12;

/** Type, a reserved word and the first sector; before the data. */
const HEADER_SIZE = 16;
const REQUEST = { in: 0, out: 1, flush: 4, getId: 8 } as const;
const STATUS_OK = 0;
const STATUS_IO_ERROR = 1;
const STATUS_UNSUPPORTED = 2;
const ID_SIZE = 20;
/** A long request is served in pieces of at most this size, between which the run may end. */
const PIECE_SIZE = 1024 * 1024;

export interface VirtioBlkParts {
  readonly name: string;
  /** What the guest reads as the disk's serial number, at most 20 ASCII characters. */
  readonly serial: string;
  readonly store: BlockStore;
  /** Called when the host could not read or write what the guest may. */
  readonly onHostError: () => void;
}

export function createVirtioBlk(parts: VirtioBlkParts): VirtioDevice {
  const { store } = parts;
  const config = new Uint8Array(CONFIG_SIZE);
  const fields = new DataView(config.buffer);
  fields.setBigUint64(0, BigInt(store.size / SECTOR_SIZE), true);
  // A request has the header and the status beside its data.
  fields.setUint32(CONFIG_SEG_MAX, QUEUE_SIZE - 2, true);
  return {
    name: parts.name,
    deviceId: DEVICE_ID,
    classCode: CLASS_SCSI_STORAGE,
    features: F_SEG_MAX | F_FLUSH | (store.readOnly ? F_RO : 0),
    queueSizes: [QUEUE_SIZE],
    config,
    serve: (chain, goesOn) => serveRequest(chain, { ...parts, goesOn }),
  };
}

function serveRequest({ readable, writable }: DescriptorChain, parts: RequestParts): number | null {
  const readableLength = segmentsLength(readable);
  const writableLength = segmentsLength(writable);
  if (readableLength < HEADER_SIZE || writableLength < 1) {
    throw new VirtqueueError('a block request must have a readable header and a writable status');
  }
  const header = new DataView(copyOf(cutSegments(readable, 0, HEADER_SIZE), HEADER_SIZE).buffer);
  const data = {
    toDisk: cutSegments(readable, HEADER_SIZE, readableLength),
    fromDisk: cutSegments(writable, 0, writableLength - 1),
  };
  const [status] = cutSegments(writable, writableLength - 1, writableLength);
  // Above 2^53 the number is not exact, but it is still beyond every disk.
  const sector = header.getUint32(8, true) + header.getUint32(12, true) * 2 ** 32;
  const outcome = execute(header.getUint32(0, true), sector, data, parts);
  if (outcome === null) return null;
  status![0] = outcome.status;
  return outcome.written === writableLength - 1 ? writableLength : outcome.written;
}

interface RequestParts extends VirtioBlkParts {
  readonly goesOn: GoesOn;
}

interface RequestData {
  readonly toDisk: readonly Uint8Array[];
  readonly fromDisk: readonly Uint8Array[];
}

interface Outcome {
  readonly status: number;
  /** Bytes of `fromDisk` that were written. */
  readonly written: number;
}

function execute(type: number, sector: number, data: RequestData, parts: RequestParts): Outcome | null {
  const { store } = parts;
  const failed = { status: STATUS_IO_ERROR, written: 0 };
  switch (type) {
    case REQUEST.in: {
      const done = transfer(sector, data.fromDisk, parts, (offset, piece) => store.read(offset, piece));
      if (done === null) return null;
      return done ? { status: STATUS_OK, written: segmentsLength(data.fromDisk) } : failed;
    }
    case REQUEST.out: {
      if (store.readOnly) return failed;
      const done = transfer(sector, data.toDisk, parts, (offset, piece) => store.write(offset, piece));
      if (done === null) return null;
      return done ? { status: STATUS_OK, written: 0 } : failed;
    }
    case REQUEST.flush:
      if (store.flush()) return { status: STATUS_OK, written: 0 };
      parts.onHostError();
      return failed;
    case REQUEST.getId:
      return { status: STATUS_OK, written: writeId(parts.serial, data.fromDisk) };
    default:
      return { status: STATUS_UNSUPPORTED, written: 0 };
  }
}

/** Moves whole sectors that lie on the disk; false for anything else and for a host error, null when it left the rest. */
function transfer(
  sector: number,
  segments: readonly Uint8Array[],
  { store, goesOn, onHostError }: RequestParts,
  move: (offset: number, piece: Uint8Array) => boolean,
): boolean | null {
  const length = segmentsLength(segments);
  let offset = sector * SECTOR_SIZE;
  if (length % SECTOR_SIZE !== 0 || offset + length > store.size) return false;
  for (const segment of segments) {
    for (let at = 0; at < segment.length; at += PIECE_SIZE) {
      const piece = segment.subarray(at, at + PIECE_SIZE);
      if (!move(offset, piece)) {
        onHostError();
        return false;
      }
      offset += piece.length;
      if (!goesOn(piece.length)) return null;
    }
  }
  return true;
}

/** Zero-padded, without a final zero when it takes all of the room. */
function writeId(serial: string, segments: readonly Uint8Array[]): number {
  const id = new Uint8Array(ID_SIZE);
  id.set(new TextEncoder().encode(serial).subarray(0, ID_SIZE));
  let written = 0;
  for (const segment of cutSegments(segments, 0, Math.min(ID_SIZE, segmentsLength(segments)))) {
    segment.set(id.subarray(written, written + segment.length));
    written += segment.length;
  }
  return written;
}

function copyOf(segments: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const segment of segments) {
    bytes.set(segment, at);
    at += segment.length;
  }
  return bytes;
}
