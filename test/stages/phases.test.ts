import { describe, expect, it } from 'vitest';
import { type PhaseMark, phasesOf } from '../../src/stages/phases.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { parseStageTable } from '../../src/stages/table/user-table.js';
import type { TraceEvent } from '../../src/trace/event.js';
import type { StageSpan, Timeline } from '../../src/trace/report/timeline.js';
import { boundaryAt, codeAt, ledgerText, lineAt, momentAt, timelineOf } from './build-boot.js';

const build = (events: readonly TraceEvent[], table = BUILT_IN_TABLE) =>
  timelineOf([], { table, boot: { events } });

/** `stage: phase microseconds, ...` of the stages that have phases. */
function phasesText({ stages }: Timeline): readonly string[] {
  return stages.flatMap(({ stage, phases }) =>
    phases === undefined
      ? []
      : [`${stage}: ${phases.map(({ name, durationNs }) => `${name} ${durationNs / 1000}`).join(', ')}`],
  );
}

/** A debug build's lines on the firmware debug port, and those of its serial port, at microseconds. */
const EDK2: readonly TraceEvent[] = [
  lineAt('SecCoreStartupWithStack(0xFFFCC000, 0x820000)', 3),
  lineAt('Register PPI Notify: DCD0BE23-9586-40F4-B643-06522CED4EDE', 10),
  lineAt('Loading PEIM 52C05B14-0B98-496C-BC3B-04B50211D680', 244),
  lineAt('Loading PEIM at 0x000008326C0 EntryPoint=0x00000837D4B PcdPeim.efi', 250),
  lineAt('PeiInstallPeiMemory MemoryBegin 0x1B6EA000, MemoryLength 0x4916000', 260),
  lineAt('Loading PEIM 9B3ADA4F-AE56-4C24-8DEA-F03B7558AE50', 300),
  lineAt('DXE IPL Entry', 326),
  lineAt('Loading DXE CORE at 0x0001EE60000 EntryPoint=0x0001EE74E3A', 330),
  lineAt('CoreInitializeMemoryServices:', 333),
  lineAt('[Bds] Entry...', 722),
  lineAt('[Bds]Booting UEFI Misc Device', 1050),
  lineAt(
    '\u001b[2J\u001b[01;01H\u001b[=3hBdsDxe: loading Boot0001 "UEFI Misc Device" from PciRoot(0x0)',
    1070,
  ),
  lineAt('BdsDxe: starting Boot0001 "UEFI Misc Device" from PciRoot(0x0)', 1110),
  lineAt('[    0.000000] Linux version 6.1.0 (a@b)', 3000),
  lineAt('[    2.000000] Run /init as init process', 5000),
];

describe('EDK2', () => {
  it('has SEC, PEI, DXE, BDS and its boot option, each from its first line', () => {
    const timeline = build(EDK2);
    expect(phasesText(timeline)).toEqual(['firmware: SEC 241, PEI 82, DXE 396, BDS 328, boot option 20']);
    expect(timeline.stages[0]?.phases?.map(({ key }) => key)).toEqual([
      'edk2:sec',
      'edk2:pei',
      'edk2:dxe',
      'edk2:bds',
      'edk2:boot',
    ]);
    expect(ledgerText(timeline)).toEqual([
      'setup 3',
      'firmware 1067',
      'firmware..bootloader 40?',
      'bootloader ?',
      'bootloader..kernel 1890?',
      'kernel 2000',
    ]);
  });

  it('is known by whatever channel its text came on', () => {
    const events = EDK2.map((event) => ({ ...event, channel: 'firmware-debug' as const }));
    expect(phasesText(build(events))).toEqual(phasesText(build(EDK2)));
    expect(phasesText(build(EDK2.map((event) => ({ ...event, channel: 'monitor' as const }))))).toEqual([]);
  });

  it('is not known by a DXE that nobody loads: PEI is over, and DXE has begun', () => {
    const without = EDK2.filter((event) => event.kind === 'text' && !/DXE CORE|CoreInit/.test(event.text));
    expect(phasesText(build(without))).toEqual([
      'firmware: SEC 241, PEI 82, DXE 396, BDS 328, boot option 20',
    ]);
    const noIpl = EDK2.filter((event) => event.kind === 'text' && !/DXE IPL/.test(event.text));
    expect(phasesText(build(noIpl))).toEqual(['firmware: SEC 241, PEI 86, DXE 392, BDS 328, boot option 20']);
  });

  it('of a release build has its loader, and no phase', () => {
    const serial = EDK2.filter((event) => event.kind === 'text' && /BdsDxe|Linux|Run/.test(event.text));
    const timeline = build(serial);
    expect(phasesText(timeline)).toEqual([]);
    expect(timeline.stages.map(({ stage, first }) => `${stage} ${first}`)).toEqual([
      'firmware edk2:load-option',
      'bootloader edk2:start-option',
      'kernel linux:start',
    ]);
  });

  it('that hangs in BDS was not measured, and has none', () => {
    const timeline = build(EDK2.slice(0, 10));
    expect(timeline.stages).toMatchObject([{ stage: 'firmware', measured: false }]);
    expect(phasesText(timeline)).toEqual([]);
    expect(timeline.outcome.state).toBe('unfinished');
  });

  it('keeps its phases inside the stage that its guest bounds with codes', () => {
    const inside = EDK2.slice(2, 10);
    expect(phasesText(build([codeAt(0x00, 100), ...inside, codeAt(0x01, 900)]))).toEqual([
      'firmware: before PEI 144, PEI 82, DXE 396, BDS 178',
    ]);
    expect(phasesText(build([codeAt(0x00, 250), ...inside.slice(3), codeAt(0x01, 400)]))).toEqual([
      'firmware: before PEI 50, PEI 26, DXE 74',
    ]);
  });

  it('has the phase that was under way where its code came later than its line', () => {
    const events = [EDK2[0]!, codeAt(0x00, 100), EDK2[2]!, EDK2[6]!, codeAt(0x01, 900)];
    expect(phasesText(build(events))).toEqual(['firmware: SEC 144, PEI 82, DXE 574']);
    expect(build(events).stages[0]?.phases?.[0]).toMatchObject({ key: 'edk2:sec', startNs: 100_000 });
  });
});

describe('other firmware and loaders', () => {
  it.each<[string, readonly TraceEvent[], readonly string[]]>([
    [
      'coreboot by the ids of its timestamps',
      [
        boundaryAt(0x00, 5, '1st timestamp'),
        momentAt('coreboot:11', 8),
        momentAt('coreboot:1', 20),
        momentAt('coreboot:4', 30),
        momentAt('coreboot:100', 40),
        momentAt('coreboot:10', 60),
        boundaryAt(0x01, 90, 'selfboot jump'),
      ],
      ['firmware: before bootblock 3, bootblock 12, romstage 20, postcar 20, ramstage 30'],
    ],
    [
      'coreboot by its console, with SeaBIOS behind it',
      [
        lineAt('coreboot-4.19 Wed Jan  1 00:00:00 UTC 2023 bootblock starting (log level: 7)...', 10),
        lineAt('[NOTE ]  coreboot-4.19 Wed Jan  1 00:00:00 UTC 2023 romstage starting (log level: 7)...', 30),
        lineAt('[NOTE ]  coreboot-4.19 Wed Jan  1 00:00:00 UTC 2023 ramstage starting (log level: 7)...', 70),
        lineAt('SeaBIOS (version rel-1.16.2-0-gea1b7a0)', 90),
        lineAt('U-Boot 2023.01', 95),
      ],
      ['firmware: bootblock 20, romstage 40, ramstage 20, SeaBIOS POST 0'],
    ],
    [
      'SeaBIOS by its debug text, with iPXE behind it',
      [
        lineAt('SeaBIOS (version 1.16.2-debian-1.16.2-1)', 10),
        lineAt('Scan for option roms', 60),
        lineAt('Booting from Hard Disk...', 75),
        lineAt('Booting from 0000:7c00', 80),
        lineAt('iPXE initialising devices...ok', 90),
        lineAt('Linux version 6.1.0 (a@b)', 120),
      ],
      ['firmware: SeaBIOS POST 50, option ROMs 15, boot 5'],
    ],
    [
      'a release build of EDK2, from its console on',
      [
        lineAt('\u001b[2J\u001b[01;01H\u001b[=3h\u001b[2J\u001b[01;01H', 10),
        lineAt('BdsDxe: loading Boot0001 "UEFI Misc Device" from PciRoot(0x0)', 40),
        lineAt('BdsDxe: starting Boot0001 "UEFI Misc Device" from PciRoot(0x0)', 45),
        lineAt('Linux version 6.1.0 (a@b)', 120),
      ],
      ['firmware: BDS 30, boot option 0'],
    ],
    [
      'rust-hypervisor-firmware',
      [
        lineAt('[INFO] Booting with PVH Boot Protocol', 10),
        lineAt('[INFO] Found EFI partition', 30),
        lineAt('[INFO] Jumping to kernel', 90),
        lineAt('Linux version 6.1.0 (a@b)', 120),
      ],
      ['firmware: rust-hypervisor-firmware 20, loading 60'],
    ],
    [
      'U-Boot by its banners',
      [
        lineAt('U-Boot TPL 2023.07 (Jul 10 2023)', 1),
        lineAt('U-Boot SPL 2023.07 (Jul 10 2023)', 20),
        lineAt('NOTICE:  BL31: v2.9(release):v2.9.0', 30),
        lineAt('U-Boot 2023.07 (Jul 10 2023)', 40),
        lineAt('Starting kernel ...', 90),
      ],
      ['firmware: TPL 19, SPL 10, TF-A BL31 0', 'bootloader: U-Boot proper 50'],
    ],
    [
      'U-Boot by its bootstage report',
      [
        boundaryAt(0x00, 0, 'reset'),
        momentAt('u-boot:SPL', 20),
        boundaryAt(0x01, 90, 'end SPL'),
        boundaryAt(0x20, 92, 'board_init_f'),
        boundaryAt(0x21, 99, 'start_kernel'),
      ],
      ['firmware: before SPL 20, SPL 70', 'bootloader: U-Boot proper 7'],
    ],
    [
      'an initrd, by systemd-analyze',
      [
        boundaryAt(0x60, 10, 'initrd begins'),
        momentAt('systemd:userspace begins', 30, 'userspace'),
        boundaryAt(0x61, 70, 'userspace ends'),
      ],
      ['userspace: initrd 20, userspace proper 40'],
    ],
    [
      'userspace alone has none',
      [boundaryAt(0x60, 10, 'userspace begins'), boundaryAt(0x61, 70, 'userspace ends')],
      [],
    ],
    ['codes of a port have none, whatever their name', [codeAt(0x00, 1), codeAt(0x01, 9)], []],
  ])('%s', (_, events, expected) => {
    expect(phasesText(build(events))).toEqual(expected);
  });

  it('keep their phases in the stage that a table puts their moments into', () => {
    const table = parseStageTable(
      'ranges:\n  - { stage: early, from: 0x00, to: 0x3f }\nmoments:\n  coreboot:1: { stage: early }\n  coreboot:10: { stage: early }\n',
      'codes.yaml',
    );
    const events = [momentAt('coreboot:1', 10), momentAt('coreboot:10', 30), codeAt(0x05, 50)];
    expect(phasesText(build(events, table))).toEqual(['early: romstage 20, ramstage 20']);
  });
});

describe('text that repeats itself', () => {
  it('adds no phase and no moment, however often it comes', () => {
    const lines = ['Loading PEIM 1', 'DXE IPL Entry', '[Bds] Entry...', 'BdsDxe: starting Boot0001 "x"'];
    const many = Array.from({ length: 100_000 }, (_, at) => lineAt(lines[at % lines.length]!, at));
    const timeline = build(many);
    expect(timeline.events.filter(({ kind }) => kind === 'moment')).toHaveLength(4);
    expect(phasesText(timeline)).toEqual(['firmware: PEI 1, DXE 1, BDS 0']);
  });

  it('has each phase once where every line counts as a moment', () => {
    const lines = ['U-Boot TPL 2023.07', 'U-Boot SPL 2023.07', 'OpenSBI v1.3'];
    const many = Array.from({ length: 100_000 }, (_, at) => lineAt(lines[at % lines.length]!, at));
    expect(phasesText(build([...many, lineAt('U-Boot 2023.07', 200_000)]))).toEqual([
      'firmware: TPL 1, SPL 1, OpenSBI 99997',
    ]);
  });
});

/** Numbers from 0 up to below a limit, the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
}

function spanBetween(startNs: number, endNs: number): StageSpan {
  return {
    stage: 'firmware',
    startNs,
    endNs,
    durationNs: endNs - startNs,
    measured: true,
    events: 2,
    moments: 0,
    revisits: 0,
    firstCode: 0,
    lastCode: 1,
    first: '0x00',
    last: '0x01',
    firstName: '0x00',
    lastName: '0x01',
  };
}

describe('phasesOf', () => {
  it('touch, lie in the stage, and sum to it, whatever the marks', () => {
    for (let seed = 0; seed < 2000; seed++) {
      const below = numbers(seed);
      const span = spanBetween(below(50), 50 + below(50));
      const times = Array.from({ length: below(12) }, () => below(120)).toSorted((a, b) => a - b);
      const marks = times.map((timeNs, at): PhaseMark => {
        return {
          stage: below(4) === 0 ? 'kernel' : 'firmware',
          phase: { key: `k${at}`, name: `n${at}` },
          timeNs,
        };
      });
      const phases = phasesOf(span, marks);
      const inside = marks.filter(
        ({ stage, timeNs }) => stage === 'firmware' && timeNs >= span.startNs && timeNs <= span.endNs,
      );
      expect(phases.length === 0, `seed ${seed}`).toBe(inside.length === 0);
      if (phases.length === 0) continue;
      expect([phases[0]!.startNs, phases.at(-1)!.endNs]).toEqual([span.startNs, span.endNs]);
      for (const [at, { startNs, endNs, durationNs }] of phases.entries()) {
        expect(durationNs).toBe(endNs - startNs);
        expect(durationNs).toBeGreaterThanOrEqual(0);
        if (at > 0) expect(startNs).toBe(phases[at - 1]!.endNs);
      }
      expect(phases.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(span.durationNs);
      expect(phases.length).toBeLessThanOrEqual(inside.length + 1);
    }
  });

  it('are none of a stage that was not measured', () => {
    const mark: PhaseMark = { stage: 'firmware', phase: { key: 'edk2:pei', name: 'PEI' }, timeNs: 5 };
    expect(phasesOf(spanBetween(5, 9), [mark])).toHaveLength(1);
    expect(phasesOf({ ...spanBetween(5, 5), durationNs: null, measured: false }, [mark])).toEqual([]);
  });
});
