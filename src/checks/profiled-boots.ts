/** Boots that were profiled are slower than those that were not, and no evidence of how long a boot takes. */
import type { Boot } from '../trace/boot.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import { InputError } from '../trace/errors.js';
import { isProfiled } from '../trace/profile/profile.js';

export interface ProfiledOptions {
  /** True: profiled boots are taken, with a warning. */
  readonly allowProfiled: boolean;
}

/**
 * What a person should know when some boots were profiled.
 * @throws InputError `profiled-boots` for any, unless they are allowed
 */
export function acceptProfiled(
  boots: readonly Boot[],
  { allowProfiled }: ProfiledOptions,
): readonly Diagnostic[] {
  const profiled = boots.filter(isProfiled);
  const [first] = profiled;
  if (first === undefined) return [];
  const words = `${profiled.length} of ${boots.length} boots were profiled`;
  if (!allowProfiled) {
    throw new InputError(
      'profiled-boots',
      `${words}, which makes boots slower; their times cannot be judged`,
      ['boot without --profile to judge times', 'add --allow-profiled to judge them anyway'],
    );
  }
  const message = `${words}, so their times are longer than without profiling`;
  return [warning('profiled-boots', message, { input: first.input })];
}
