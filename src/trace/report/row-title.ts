/** What people read as the name of a row. Machine formats and metrics keep the name itself. */

/** Zero to the first code: nothing is known of what happened there. */
export const SETUP = 'setup';
const SETUP_TITLE = 'before the first code';
/** Where there is little room. */
const SETUP_SHORT = 'before code';

/** The name of a ledger row or a stage of exits, as people read it. */
export function rowTitle(name: string): string {
  return name === SETUP ? SETUP_TITLE : name;
}

/** The same where there is little room: a gap is named by its end alone, since it always follows the row of its start. */
export function shortRowTitle({ kind, name }: { readonly kind: string; readonly name: string }): string {
  if (name === SETUP) return SETUP_SHORT;
  return kind === 'gap' ? name.slice(name.indexOf('..')) : name;
}
