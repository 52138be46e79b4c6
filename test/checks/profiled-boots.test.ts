import { expect, it } from 'vitest';
import { acceptProfiled } from '../../src/checks/profiled-boots.js';
import { InputError } from '../../src/trace/errors.js';
import { bootOf } from '../stages/build-boot.js';
import { PROFILE } from '../trace/sample-profile.js';

const PLAIN = bootOf([[0x40, 1]]);
const PROFILED = bootOf([[0x40, 1]], { profile: PROFILE });

it('refuses profiled boots, and says how to go on', () => {
  try {
    acceptProfiled([PLAIN, PROFILED], { allowProfiled: false });
    throw new Error('not refused');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'profiled-boots', message: expect.stringContaining('1 of 2 boots') });
    expect((error as InputError).nextSteps.join()).toContain('--allow-profiled');
  }
});

it('takes them with a warning when told so', () => {
  const [warning] = acceptProfiled([PROFILED], { allowProfiled: true });
  expect(warning).toMatchObject({ severity: 'warning', code: 'profiled-boots', input: 'test.log' });
});

it('has nothing to say of boots that were not', () => {
  expect(acceptProfiled([PLAIN, PLAIN], { allowProfiled: false })).toEqual([]);
});
