/** The devices of the machine and where they are attached: the wiring table. Every vCPU thread builds the same. */
import type { StopReason } from '../../trace/boot.js';
import { COM1_PORT, FIRMWARE_DEBUG_PORT, formatPort, POST_PORT } from '../../trace/debug-ports.js';
import { InputError } from '../../trace/errors.js';
import type { Nanoseconds } from '../../trace/event.js';
import { byteWide, MmioBus, PioBus, type PioDevice } from '../bus/bus.js';
import type { DeviceFault } from '../bus/device-faults.js';
import type { IrqLine } from '../bus/interrupts.js';
import { PCI_CONFIG_PORT, PCI_CONFIG_PORTS, PIIX4_PM_PORT, PM1_EVENT_PORT } from '../bus/port-map.js';
import {
  ACPI_PM_PORTS,
  CLOUD_HYPERVISOR_SHUTDOWN,
  createAcpiPm,
  PIIX4_SOFT_OFF,
} from '../devices/acpi-pm.js';
import { CfiFlash } from '../devices/cfi-flash.js';
import { createCmos } from '../devices/cmos.js';
import { createDebugPort } from '../devices/debug-port.js';
import {
  bootFailWaitFile,
  createFwCfg,
  createFwCfgCursor,
  e820File,
  FW_CFG_PORT,
  FW_CFG_PORTS,
  type FwCfgKernel,
  fwCfgItems,
  fwCfgKernelItems,
} from '../devices/fw-cfg.js';
import { createFwCfgDma, FW_CFG_DMA_PORT, FW_CFG_DMA_PORTS } from '../devices/fw-cfg-dma.js';
import { I8042 } from '../devices/i8042.js';
import { createPostPort } from '../devices/post-port.js';
import { createSystemControl } from '../devices/system-control.js';
import { Uart16550 } from '../devices/uart16550.js';
import { createHole, HOLES, type Hole, IN_KERNEL } from '../devices/unused-port.js';
import { acpiMachine } from '../loaders/acpi.js';
import { acpiFirmwareFiles } from '../loaders/acpi-firmware.js';
import { smbiosFirmwareFiles } from '../loaders/smbios.js';
import { type FunctionMarkPlan, FunctionMarks, type MarkedRegisters } from '../observe/function-marks.js';
import { createPciHost, type PciFunctions } from '../pci/pci-host.js';
import type { EventSink } from '../threads/ring-event.js';
import { type BoardModel, smbiosMachine } from './board.js';
import type { ReachedFlash } from './flash.js';
import { attachPci, type PciConfig, type PciServices } from './pci-bus.js';

const IRQ_KEYBOARD = 1;
const IRQ_COM1 = 4;

/** What the devices need to know of the machine; plain data, the same in every thread. */
export interface PlatformConfig {
  readonly cpus: number;
  /** Bytes of RAM below and above 4 GiB. */
  readonly lowMemory: number;
  readonly highMemory: number;
  /** I/O port of the debug console; null leaves it out. */
  readonly debugConsolePort: number | null;
  /** Whether COM1 is there. */
  readonly serial: boolean;
  readonly model: BoardModel;
  /** What the firmware is to start; null for what it finds. */
  readonly firmwareKernel: FwCfgKernel | null;
  /** What is on the PCI bus; null without one. */
  readonly pci: Omit<PciConfig, 'model'> | null;
  /** Functions of the kernel whose entries are marked; null for none. */
  readonly functionMarks: FunctionMarkPlan | null;
}

export interface PlatformServices extends PciServices {
  readonly sink: EventSink;
  /** The flash with the firmware's variables; null without one. */
  readonly flash: ReachedFlash | null;
  /** Returns false when something else has already asked to stop. */
  readonly requestStop: (reason: StopReason) => boolean;
  readonly wallClockMs: () => number;
  /** Of the vCPU that the calling thread runs, as of its last exit. */
  readonly registers: MarkedRegisters;
  /** Time since zero. */
  readonly nowNs: () => Nanoseconds;
}

export interface Platform {
  /** COM1; null when the machine has none. */
  readonly serial: Uart16550 | null;
  readonly pio: PioBus;
  readonly mmio: MmioBus;
  readonly functionMarks: FunctionMarks | null;
  /** What went wrong with disks and other devices so far. */
  readonly faults: () => readonly DeviceFault[];
}

/** A row of the wiring table. */
type PortRow = readonly [base: number, length: number, device: PioDevice];

/** Throws InputError when the debug console has been put on a port that something else needs. */
export function buildPlatform(config: PlatformConfig, services: PlatformServices): Platform {
  const { sink } = services;
  const pio = new PioBus();
  const mmio = new MmioBus();
  const serial = config.serial ? createSerial(services) : null;
  const bus =
    config.pci === null
      ? null
      : attachPci(mmio, { ...config.pci, model: config.model }, config.lowMemory, services);
  const rows = portRows(config, services, { serial, functions: bus?.functions ?? null });
  for (const [base, length, device] of rows) pio.attach(base, length, device);
  attachHoles(pio, IN_KERNEL);
  const functionMarks = attachFunctionMarks(pio, config, services);
  if (config.debugConsolePort !== null) attachDebugConsole(pio, config.debugConsolePort, sink);
  attachHoles(pio, HOLES);
  const flash = attachFlash(mmio, services);
  const faults = () => [...(bus?.faults() ?? []), ...flash.faults()];
  return { serial, pio, mmio, functionMarks, faults };
}

function attachFlash(mmio: MmioBus, { flash: reached, state }: PlatformServices): Pick<Platform, 'faults'> {
  if (reached === null) return { faults: () => [] };
  const flash = new CfiFlash({ ...reached, state });
  mmio.attach(reached.address, reached.array.length, flash);
  const clean = { driverErrors: 0, firstDriverError: null, negotiationError: null };
  return { faults: () => [{ device: flash.name, hostErrors: flash.hostErrors, ...clean }] };
}

interface Built {
  readonly serial: Uart16550 | null;
  readonly functions: PciFunctions | null;
}

/** What is at which I/O port: address, number of ports, device. Holes and what a user places come after it. */
function portRows(
  config: PlatformConfig,
  services: PlatformServices,
  { serial, functions }: Built,
): readonly PortRow[] {
  const { state, sink, requestStop } = services;
  const onReset = () => {
    if (requestStop('reset')) sink.lifecycle('reset');
  };
  const onPowerOff = () => {
    if (requestStop('shutdown')) sink.lifecycle('shutdown');
  };
  const onByte = (value: number) => sink.byte('firmware-debug', value);
  const keyboard = new I8042({ state, irq: irqLine(IRQ_KEYBOARD, services), onReset });
  return [
    [0x60, 1, byteWide(keyboard.data, 1)],
    [0x64, 1, byteWide(keyboard.command, 1)],
    [0x70, 2, byteWide(createCmos({ ...config, ...services }), 2)],
    [POST_PORT, 1, createPostPort({ state, onCode: sink.code })],
    [0x92, 1, byteWide(createSystemControl({ state, onReset }), 1)],
    ...(serial === null ? [] : [[COM1_PORT, Uart16550.PORTS, byteWide(serial, Uart16550.PORTS)] as const]),
    [FIRMWARE_DEBUG_PORT, 1, createDebugPort({ name: 'firmware-debug', onByte })],
    ...firmwareConfiguration(config, services),
    ...powerManagement(config, services, onPowerOff),
    [PCI_CONFIG_PORT, PCI_CONFIG_PORTS, createPciHost({ state, functions, onReset })],
  ];
}

/** The same registers at each place: those of a PIIX4 are also where OVMF takes them to be. */
function powerManagement(
  { model }: PlatformConfig,
  services: PlatformServices,
  onPowerOff: () => void,
): readonly PortRow[] {
  const isPiix4 = model === '440fx';
  const device = createAcpiPm({
    ...services,
    onPowerOff,
    otherSleepType: isPiix4 ? PIIX4_SOFT_OFF : null,
    shutdownByte: isPiix4 ? null : CLOUD_HYPERVISOR_SHUTDOWN,
  });
  const ports = isPiix4 ? [PM1_EVENT_PORT, PIIX4_PM_PORT] : [PM1_EVENT_PORT];
  return ports.map((port) => [port, ACPI_PM_PORTS, device]);
}

function createSerial(services: PlatformServices): Uart16550 {
  const { state, sink } = services;
  return new Uart16550({
    name: 'com1',
    state,
    irq: irqLine(IRQ_COM1, services),
    onByte: (value) => sink.byte('serial', value),
  });
}

/** A hole gives way to a debug console that was put into it. */
function attachHoles(pio: PioBus, holes: readonly Hole[]): void {
  for (const hole of holes) {
    const { base, length } = hole;
    if (pio.isFree(base, length)) pio.attach(base, length, createHole(hole));
  }
}

function attachDebugConsole(pio: PioBus, port: number, sink: EventSink): void {
  if (!pio.isFree(port, 1)) {
    const where = `port ${formatPort(port)}`;
    throw new InputError(
      'port-taken',
      `the debug console cannot be at ${where}: ${pio.nameAt(port)} is there`,
      ['leave out iobase to use 0xe9, where guests expect it'],
    );
  }
  const onByte = (value: number) => sink.byte('debug-console', value);
  pio.attach(port, 1, createDebugPort({ name: 'debug-console', onByte }));
}

function attachFunctionMarks(
  pio: PioBus,
  { functionMarks: plan }: PlatformConfig,
  { state, memory, registers, sink }: PlatformServices,
): FunctionMarks | null {
  if (plan === null) return null;
  const onHit = (entry: number, argument: number) => sink.functionEntry(entry, argument);
  const marks = new FunctionMarks({ plan, state, memory, registers, onHit });
  pio.attach(plan.port, 1, marks);
  return marks;
}

/** Both interfaces to the same items. */
function firmwareConfiguration(config: PlatformConfig, services: PlatformServices): readonly PortRow[] {
  const cursor = createFwCfgCursor(services.state, () => firmwareItems(config));
  return [
    [FW_CFG_PORT, FW_CFG_PORTS, createFwCfg(cursor)],
    [FW_CFG_DMA_PORT, FW_CFG_DMA_PORTS, createFwCfgDma({ ...services, cursor })],
  ];
}

function firmwareItems(config: PlatformConfig) {
  const memory = { low: config.lowMemory, high: config.highMemory };
  const tables = [
    ...acpiFirmwareFiles(acpiMachine({ ...config, hasPci: config.pci !== null })),
    ...smbiosFirmwareFiles(smbiosMachine(config.model, [])),
  ];
  const items = fwCfgItems(memory, config.cpus, [e820File(memory), bootFailWaitFile(0), ...tables]);
  const { firmwareKernel } = config;
  return firmwareKernel === null ? items : new Map([...items, ...fwCfgKernelItems(firmwareKernel)]);
}

/** A wire that remembers its level, so that only changes cost a system call. */
function irqLine(gsi: number, { state, setIrq }: PlatformServices): IrqLine {
  const current = state.bytes(`irq${gsi}`, 1);
  return {
    set(level) {
      if (current[0] === level) return;
      current[0] = level;
      setIrq(gsi, level);
    },
  };
}
