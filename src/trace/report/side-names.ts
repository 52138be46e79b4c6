/** What the two sides of a comparison are called where people read of them. Machine formats keep `base` and `head` as their keys. */
import type { Side } from '../boot.js';

export type SideNames = Readonly<Record<Side, string>>;

/** The default. */
export const PLAIN_NAMES: SideNames = { base: 'base', head: 'head' };
