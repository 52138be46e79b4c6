import { expect, test } from 'vitest';
import { guestOptionFlags } from '../../../src/cli/flags/guest-option-flags.js';
import { GUEST_OPTIONS } from '../../../src/engines/guest-options.js';

test('each option of the table is a flag of its group, with its default', () => {
  const flags = guestOptionFlags('GUEST') as Record<string, { helpGroup: string; default?: string }>;
  expect(Object.keys(flags)).toEqual(GUEST_OPTIONS.map(({ flag }) => flag));
  expect(flags['cpus']).toMatchObject({ type: 'option', helpGroup: 'GUEST', default: '1', helpValue: 'N' });
  expect(flags['rng']).not.toHaveProperty('default');
});
