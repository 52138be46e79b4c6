/**
 * The body of the DSDT: how the machine powers off and, where there is a PCI bus, what the bus spans and how interrupt
 * pins are wired. Linux looks for functions only on a bus that is described here.
 */
import { PCI_ECAM_ADDRESS, PCI_ECAM_SIZE, PCI_MEMORY_END } from '../bus/memory-map.js';
import {
  PCI_CONFIG_PORT,
  PCI_CONFIG_PORTS,
  PCI_SLOTS,
  pciInterrupt,
  SLEEP_TYPE_S5,
} from '../bus/port-map.js';
import {
  aPackage,
  busRange,
  device,
  eisaId,
  fixedMemory,
  integer,
  ioPorts,
  ioRange,
  memoryRange,
  name,
  resources,
  scope,
} from './aml.js';

/** What the tables say of the PCI bus. */
export interface AcpiPci {
  /** Where memory of functions may lie first. */
  readonly memoryStart: number;
}

export function dsdtBody(pci: AcpiPci | null): readonly number[] {
  const off = name('_S5_', aPackage(integer(SLEEP_TYPE_S5), integer(0), integer(0), integer(0)));
  return pci === null ? off : [...off, ...scope('_SB_', pciBus(pci), configurationSpace())];
}

function pciBus({ memoryStart }: AcpiPci): readonly number[] {
  return device(
    'PCI0',
    name('_HID', eisaId('PNP0A03')),
    name('_UID', integer(0)),
    name(
      '_CRS',
      resources(
        busRange(0, 0),
        ioPorts(PCI_CONFIG_PORT, PCI_CONFIG_PORTS),
        ioRange(0, PCI_CONFIG_PORT - 1),
        ioRange(PCI_CONFIG_PORT + PCI_CONFIG_PORTS, 0xffff),
        memoryRange(memoryStart, PCI_ECAM_ADDRESS - 1),
        memoryRange(PCI_ECAM_ADDRESS + PCI_ECAM_SIZE, PCI_MEMORY_END - 1),
      ),
    ),
    name('_PRT', routingTable()),
  );
}

/** Pin A of each slot goes to a pin of the I/O APIC. */
function routingTable(): readonly number[] {
  const anyFunction = 0xffff;
  const slots = Array.from({ length: PCI_SLOTS - 1 }, (_, i) => i + 1);
  return aPackage(
    ...slots.map((slot) =>
      aPackage(integer(slot * 0x1_0000 + anyFunction), integer(0), integer(0), integer(pciInterrupt(slot))),
    ),
  );
}

/** No other device uses the enhanced configuration space; Linux uses it only if the table describes it. */
function configurationSpace(): readonly number[] {
  return device(
    'ECAM',
    name('_HID', eisaId('PNP0C02')),
    name('_CRS', resources(fixedMemory(PCI_ECAM_ADDRESS, PCI_ECAM_SIZE))),
  );
}
