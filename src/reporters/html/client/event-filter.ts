/** A filter over the events of a boot: every word must be in the row. */
import { element, searchField } from './elements.js';
import { afterPause } from './pause.js';
import { holdsAll, wordsOf } from './row-filter.js';

export function filterEvents(list: HTMLElement): void {
  const rows = [...list.querySelectorAll<HTMLElement>('tbody tr')];
  const chunks = [...list.querySelectorAll<HTMLElement>('.chunk')];
  const { field, count } = searchField('Filter', `Filter ${list.dataset['filter']}`);
  count.className = 'soft';
  // Read when first needed: there can be very many.
  let texts: readonly string[] | null = null;
  const apply = (): void => {
    texts ??= rows.map(({ textContent }) => textContent.toLowerCase());
    const words = wordsOf(field.value);
    let shown = 0;
    for (const [at, row] of rows.entries()) {
      const keep = holdsAll(texts[at]!, words);
      if (row.hidden === keep) row.hidden = !keep;
      if (keep) shown += 1;
    }
    // The first has the heads of the columns.
    for (const chunk of chunks.slice(1))
      chunk.hidden = chunk.querySelector('tbody tr:not([hidden])') === null;
    count.textContent = words.length === 0 ? '' : `${shown} of ${rows.length}`;
  };
  field.addEventListener('input', afterPause(apply));
  const bar = element('div', '', { class: 'filter' });
  bar.append(field, count);
  list.prepend(bar);
}
