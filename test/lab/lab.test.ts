import { expect, test } from 'vitest';
import { describeWith } from '../helpers/requirements.js';
import {
  SCENARIOS,
  type ScenarioBoot,
  type ScenarioResult,
  scenarioRequirements,
  useScenarios,
} from './scenarios.js';

let resultOf: (name: string) => ScenarioResult;

const codesOf = ({ events }: ScenarioBoot) => events.flatMap(({ hex }) => (hex === undefined ? [] : [hex]));
const serialOf = ({ events }: ScenarioBoot) =>
  events.flatMap(({ channel, text }) => (channel === 'serial' ? [text ?? ''] : []));
const find = ({ boot }: ScenarioResult, pattern: RegExp) =>
  serialOf(boot)
    .map((line) => pattern.exec(line)?.[1])
    .find((found) => found !== undefined);

describeWith(scenarioRequirements(), 'a Debian kernel under the bundled runner', () => {
  resultOf = useScenarios(SCENARIOS);

  test('boots to userspace and powers off, with stages from marks and from the mark tool', () => {
    const { boot, exitCode, stderr } = resultOf('one-cpu');
    expect({ exitCode, stderr, reason: boot.stop.reason }).toEqual({
      exitCode: 0,
      stderr: '',
      reason: 'shutdown',
    });
    expect(codesOf(boot)).toEqual(['0x40', '0x41', '0x60', '0x61']);
    const names = boot.ledger.map(({ name }) => name);
    expect(names).toEqual(['setup', 'kernel', 'kernel..userspace', 'userspace']);
    expect(boot.ledger.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(boot.totalNs);
    expect(find(resultOf('one-cpu'), /online: (\S+)/)).toBe('0');
    expect(find(resultOf('one-cpu'), /(kvm-clock)/)).toBe('kvm-clock');
    expect(find(resultOf('one-cpu'), /machine: (.*\S)/)).toBe('boottrace Cloud Hypervisor board');
    expect(find(resultOf('one-cpu'), /DMI: (.*\S)/)).toBe('boottrace Cloud Hypervisor board, BIOS 0');
    // The emulated processor has oddities that Linux warns of; the machine must have none.
    const complaints = serialOf(boot).filter((line) => /ACPI.*(Error|Warning)|Spurious|BUG:/.test(line));
    expect(complaints).toEqual([]);
  });

  test('counts what made the guest leave, by stage', () => {
    const { exits } = resultOf('one-cpu').boot;
    const serial = exits.filter(({ stage, address }) => stage === 'kernel' && address === 0x3f8);
    expect(serial[0]!.count).toBeGreaterThan(1000);
    expect(serial[0]!.totalNs).toBeGreaterThan(serial[0]!.count * 1000);
    const probes = exits.filter(
      ({ address }) => address !== null && [0x60, 0x64, 0x70, 0x71].includes(address),
    );
    const probed = probes.reduce((sum, { count }) => sum + count, 0);
    // A machine that does not answer these costs a boot tens of thousands of exits.
    expect(probed).toBeLessThan(200);
  });

  test('brings up four vCPUs', () => {
    const { boot, exitCode } = resultOf('four-cpus');
    expect({ exitCode, reason: boot.stop.reason }).toEqual({ exitCode: 0, reason: 'shutdown' });
    expect(find(resultOf('four-cpus'), /online: (\S+)/)).toBe('0-3');
  });

  test('has memory above 4 GiB', () => {
    const memory = Number(find(resultOf('high-memory'), /memory: (\d+) kB/));
    expect(memory).toBeGreaterThan(4.7 * 2 ** 20);
    expect(memory).toBeLessThan(5 * 2 ** 20);
  });

  test('tells a reboot from a power-off', () => {
    const { boot, exitCode } = resultOf('reboot');
    expect({ exitCode, reason: boot.stop.reason }).toEqual({ exitCode: 0, reason: 'reset' });
    expect(codesOf(boot)).toEqual(['0x60', '0x61']);
  });

  test('reports a kernel panic as a crash', () => {
    const { boot, exitCode, stderr } = resultOf('panic');
    expect({ exitCode, reason: boot.stop.reason }).toEqual({ exitCode: 4, reason: 'crash' });
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('kernel panic: sysrq triggered crash');
  });

  test('reports a hang as a timeout that says what was reached', () => {
    const { boot, exitCode, stderr } = resultOf('hang');
    expect({ exitCode, reason: boot.stop.reason }).toEqual({ exitCode: 4, reason: 'timeout' });
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
      /code 0x62 did not arrive within 40 s; last code 0x61 at [\d.]+ ms/,
    );
  });

  test('stops at a mark', () => {
    const { boot, exitCode } = resultOf('until-mark');
    expect({ exitCode, reason: boot.stop.reason }).toEqual({ exitCode: 0, reason: 'until' });
    expect(codesOf(boot)).toContain('0x62');
  });
});
