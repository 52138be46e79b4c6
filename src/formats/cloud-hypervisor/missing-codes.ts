/**
 * The message for a log without boot codes: what was searched for, what the log seems to be, and how to get codes.
 * Levels by release: Cloud Hypervisor logs codes at DEBUG to v19, at INFO to v23, at WARN since v24.
 */

import { describeKnownText } from '../reading/known-text.js';

const RELEASE = /-- v(\d+)\.(\d+)(?:\.\d+)? starting/;
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
type Level = (typeof LEVELS)[number];

/** Flag that made each level appear, by the two ways releases have counted `-v`. */
const FLAG_SINCE_V0_11: Readonly<Record<Level, string>> = {
  TRACE: '-vvv',
  DEBUG: '-vv',
  INFO: '-v',
  WARN: 'no -v',
  ERROR: 'no -v',
};

const ADVICE =
  'Cloud Hypervisor logs codes without any flag since v24.0; v20 to v23 need -v, v0.11 to v19 -vv, v0.2 to v0.10 -vvv. ' +
  'The guest must write a byte to I/O port 0x80 (aarch64: its PL011 debug register): a firmware, a boot loader or a ' +
  'patched kernel does this, a stock kernel does not.';

/** What follows the words of `no-events`, from the first bytes of the log. */
export function describeMissingCodes(head: string): string {
  const known = head.includes('cloud-hypervisor: ') ? null : describeKnownText(head);
  if (known !== null) return known;
  return `No line has the message "[Debug I/O port: WORD code 0xNN] S.F seconds". ${guessLog(head)} ${ADVICE}`;
}

function guessLog(head: string): string {
  if (head.trim() === '') return 'The input is empty.';
  if (!head.includes('cloud-hypervisor: ')) {
    return 'The input does not look like a Cloud Hypervisor log. Use --input-format or --log-format to select how it is read.';
  }
  const release = RELEASE.exec(head);
  const version =
    release === null ? 'Cloud Hypervisor log' : `log of Cloud Hypervisor v${release[1]}.${release[2]}`;
  const level = LEVELS.find((word) => new RegExp(`(?:> |s: )${word}:`).test(head));
  const verbosity =
    level === undefined ? '' : `, with lines down to ${level} (${FLAG_SINCE_V0_11[level]} since v0.11)`;
  return `The input looks like a ${version}${verbosity}.`;
}
