/** Logs made to measure, in the default format of current Cloud Hypervisor. Real ones are in samples/logs. */

/** Code and time since the creation of the VM in whole microseconds, below one second. */
export type Mark = readonly [code: number, timeUs: number];

const WORDS = ['Firmware', 'Bootloader', 'Kernel', 'Userspace'];
const VMM_START_US = 3_000;

const seconds = (us: number): string => (us / 1e6).toFixed(6);

function line([code, timeUs]: Mark): string {
  const prefix = seconds(VMM_START_US + timeUs).padStart(10);
  const word = WORDS[code >> 5] ?? 'Custom';
  const hex = code.toString(16).padStart(2, '0');
  return (
    `cloud-hypervisor: ${prefix}s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:78 -- ` +
    `[Debug I/O port: ${word} code 0x${hex}] ${seconds(timeUs)} seconds\r\n`
  );
}

/** One log with a boot for every list of marks, each of a process of its own. */
export function sampleLog(boots: readonly (readonly Mark[])[]): string {
  return boots.flat().map(line).join('');
}

/** Kernel of `kernelUs`, after 20 ms of setup; userspace 5 ms later. */
export function sampleBoot(kernelUs: number): readonly Mark[] {
  return [
    [0x40, 20_000],
    [0x41, 20_000 + kernelUs],
    [0x60, 25_000 + kernelUs],
    [0x61, 30_000 + kernelUs],
  ];
}
