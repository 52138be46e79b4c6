/** What a fault needs of the user who injects it: mounts and other users take root, as continuous integration has it. */
import { spawnSync } from 'node:child_process';
import type { Requirement } from '../../helpers/requirements.js';
import { BIN } from '../../helpers/run-cli.js';

function possible(name: string, [command = '', ...words]: readonly string[]): Requirement {
  const present = spawnSync(command, words, { stdio: 'ignore' }).status === 0;
  return { name, present, reason: `${name} is not possible here: it takes root`, enforced: false };
}

/** A user in no table, who owns nothing but what this test file starts: threads are limited per user. */
const STRANGER_ID = String(61_000 + (process.pid % 4000));
export const STRANGER = [
  'setpriv',
  '--reuid',
  STRANGER_ID,
  '--regid',
  STRANGER_ID,
  '--clear-groups',
] as const;

export const privileges = {
  mounts: () =>
    possible('mounting a file system (unshare --mount)', [
      'unshare',
      '--mount',
      'mount',
      '-t',
      'tmpfs',
      'none',
      '/mnt',
    ]),
  users: () =>
    possible('running as another user who sees this folder (setpriv)', [...STRANGER, 'test', '-r', BIN]),
} as const;
