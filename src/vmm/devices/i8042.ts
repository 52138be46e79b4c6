/**
 * Intel 8042 keyboard controller with a keyboard that acknowledges everything and never has a key pressed: enough
 * that firmware and kernels find what they look for at once instead of waiting for it, and the way most guests
 * reset the machine (command 0xfe). No mouse.
 */
import type { ByteDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import type { IrqLine } from '../bus/interrupts.js';

const STATUS_OUTPUT_FULL = 1 << 0;
const STATUS_SYSTEM_FLAG = 1 << 2;
const STATUS_COMMAND = 1 << 3;
const STATUS_KEYLOCK_OPEN = 1 << 4;

const COMMAND_READ_CONFIG = 0x20;
const COMMAND_WRITE_CONFIG = 0x60;
const COMMAND_DISABLE_AUX = 0xa7;
const COMMAND_TEST_AUX = 0xa9;
const COMMAND_SELF_TEST = 0xaa;
const COMMAND_TEST_KEYBOARD = 0xab;
const COMMAND_DISABLE_KEYBOARD = 0xad;
const COMMAND_ENABLE_KEYBOARD = 0xae;
const COMMAND_READ_OUTPUT_PORT = 0xd0;
const COMMAND_WRITE_OUTPUT_PORT = 0xd1;
const COMMAND_WRITE_TO_AUX = 0xd4;
/** 0xf0 to 0xff pulse the output lines whose bit is 0; line 0 is the processor's reset. */
const COMMAND_PULSE = 0xf0;

const SELF_TEST_PASSED = 0x55;
const TEST_PASSED = 0x00;
/** Test of an interface that is not there: clock line stuck low. */
const TEST_CLOCK_LOW = 0x01;

const CONFIG_KEYBOARD_IRQ = 1 << 0;
const CONFIG_SYSTEM_FLAG = 1 << 2;
const CONFIG_KEYBOARD_DISABLED = 1 << 4;
const CONFIG_AUX_DISABLED = 1 << 5;
const CONFIG_TRANSLATE = 1 << 6;
const CONFIG_DEFAULT = CONFIG_SYSTEM_FLAG | CONFIG_AUX_DISABLED | CONFIG_TRANSLATE;

const OUTPUT_PORT_NOT_RESET = 1 << 0;
const OUTPUT_PORT_A20 = 1 << 1;

const KEYBOARD_ACK = 0xfa;
const KEYBOARD_ECHO = 0xee;
const KEYBOARD_RESET = 0xff;
const KEYBOARD_IDENTIFY = 0xf2;
const KEYBOARD_TEST_PASSED = 0xaa;

/** Answers still to be read. */
const QUEUE_SIZE = 16;
/** Bytes of the state. */
const CONFIG = 0;
const PENDING_COMMAND = 1;
const LAST_WRITE_WAS_COMMAND = 2;
const QUEUE_HEAD = 3;
const QUEUE_LENGTH = 4;
const QUEUE = 8;

export interface I8042Parts {
  readonly state: DeviceState;
  /** IRQ 1. */
  readonly irq: IrqLine;
  readonly onReset: () => void;
}

export class I8042 {
  /** Port 0x60. */
  readonly data: ByteDevice;
  /** Port 0x64. */
  readonly command: ByteDevice;
  readonly #s: Uint8Array;
  readonly #irq: IrqLine;
  readonly #onReset: () => void;

  constructor({ state, irq, onReset }: I8042Parts) {
    this.#s = state.bytes('i8042', QUEUE + QUEUE_SIZE);
    this.#irq = irq;
    this.#onReset = onReset;
    if (state.isNew('i8042')) this.#s[CONFIG] = CONFIG_DEFAULT;
    this.data = {
      name: 'i8042',
      readByte: () => this.#takeAnswer(),
      writeByte: (_offset, value) => this.#writeData(value),
    };
    this.command = {
      name: 'i8042',
      readByte: () => this.#status(),
      writeByte: (_offset, command) => {
        this.#s[LAST_WRITE_WAS_COMMAND] = 1;
        this.#runCommand(command);
      },
    };
  }

  #status(): number {
    const full = this.#s[QUEUE_LENGTH]! > 0 ? STATUS_OUTPUT_FULL : 0;
    const command = this.#s[LAST_WRITE_WAS_COMMAND]! !== 0 ? STATUS_COMMAND : 0;
    return full | command | STATUS_SYSTEM_FLAG | STATUS_KEYLOCK_OPEN;
  }

  #writeData(value: number): void {
    const command = this.#s[PENDING_COMMAND]!;
    this.#s[LAST_WRITE_WAS_COMMAND] = 0;
    this.#s[PENDING_COMMAND] = 0;
    if (command === 0) this.#keyboardCommand(value);
    else if (command === COMMAND_WRITE_CONFIG) this.#writeConfig(value);
    else if (command === COMMAND_WRITE_OUTPUT_PORT && (value & OUTPUT_PORT_NOT_RESET) === 0) this.#onReset();
    // Bytes for the mouse go nowhere.
  }

  #keyboardCommand(value: number): void {
    if (value === KEYBOARD_RESET) this.#answer(KEYBOARD_ACK, KEYBOARD_TEST_PASSED);
    else if (value === KEYBOARD_IDENTIFY) this.#answer(KEYBOARD_ACK, 0xab, 0x83);
    else if (value === KEYBOARD_ECHO) this.#answer(KEYBOARD_ECHO);
    else this.#answer(KEYBOARD_ACK);
  }

  #runCommand(command: number): void {
    switch (command) {
      case COMMAND_READ_CONFIG:
        this.#answer(this.#s[CONFIG]!);
        break;
      case COMMAND_SELF_TEST:
        this.#answer(SELF_TEST_PASSED);
        break;
      case COMMAND_TEST_KEYBOARD:
        this.#answer(TEST_PASSED);
        break;
      case COMMAND_TEST_AUX:
        this.#answer(TEST_CLOCK_LOW);
        break;
      case COMMAND_READ_OUTPUT_PORT:
        this.#answer(OUTPUT_PORT_NOT_RESET | OUTPUT_PORT_A20);
        break;
      case COMMAND_DISABLE_AUX:
        this.#configure(CONFIG_AUX_DISABLED, 0);
        break;
      case COMMAND_DISABLE_KEYBOARD:
        this.#configure(CONFIG_KEYBOARD_DISABLED, 0);
        break;
      case COMMAND_ENABLE_KEYBOARD:
        this.#configure(0, CONFIG_KEYBOARD_DISABLED);
        break;
      case COMMAND_WRITE_CONFIG:
      case COMMAND_WRITE_OUTPUT_PORT:
      case COMMAND_WRITE_TO_AUX:
        this.#s[PENDING_COMMAND] = command;
        break;
      default:
        if (command >= COMMAND_PULSE && (command & OUTPUT_PORT_NOT_RESET) === 0) this.#onReset();
    }
  }

  #writeConfig(value: number): void {
    this.#s[CONFIG] = value;
    // An answer that waits is announced as soon as its interrupt is on.
    this.#updateIrq();
  }

  #configure(set: number, clear: number): void {
    this.#s[CONFIG] = (this.#s[CONFIG]! | set) & ~clear;
  }

  /** A full queue drops answers that the guest never read, as the real buffer of one byte does. */
  #answer(...values: number[]): void {
    for (const value of values.slice(0, QUEUE_SIZE - this.#s[QUEUE_LENGTH]!)) {
      this.#s[QUEUE + ((this.#s[QUEUE_HEAD]! + this.#s[QUEUE_LENGTH]!) % QUEUE_SIZE)] = value;
      this.#s[QUEUE_LENGTH] = this.#s[QUEUE_LENGTH]! + 1;
    }
    this.#updateIrq();
  }

  #takeAnswer(): number {
    if (this.#s[QUEUE_LENGTH] === 0) return 0;
    const value = this.#s[QUEUE + this.#s[QUEUE_HEAD]!]!;
    this.#s[QUEUE_HEAD] = (this.#s[QUEUE_HEAD]! + 1) % QUEUE_SIZE;
    this.#s[QUEUE_LENGTH] = this.#s[QUEUE_LENGTH]! - 1;
    // The next byte is an edge of its own on the wire.
    this.#irq.set(0);
    this.#updateIrq();
    return value;
  }

  #updateIrq(): void {
    const wanted = this.#s[QUEUE_LENGTH]! > 0 && (this.#s[CONFIG]! & CONFIG_KEYBOARD_IRQ) !== 0;
    this.#irq.set(wanted ? 1 : 0);
  }
}
