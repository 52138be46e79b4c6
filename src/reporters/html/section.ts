/** A section of the page: what the table of sections is made of. */
import type { Drawing } from '../svg/drawing.js';
import { type Markup, markup } from '../words/markup.js';

export interface Section {
  /** Stable: people link to it. */
  readonly id: string;
  readonly title: string;
  /** In pieces, since a list of events may be long. */
  readonly body: Iterable<Markup>;
}

/** A drawing in the page, as wide as the page. Its rows are read and reached one by one. */
export function figure(
  drawing: Drawing,
  { zoomTo = null }: { readonly zoomTo?: number | null } = {},
): Markup {
  const zoom = zoomTo === null ? null : markup` data-zoom-to="${zoomTo}"`;
  return markup`<figure class="chart"${zoom}><svg class="drawing" width="100%" height="${drawing.height}" role="group" aria-label="${drawing.title}">${drawing.body}</svg></figure>
`;
}

export interface HtmlColumn<Row> {
  readonly head: string;
  /** `number` is set right with even digits; `wrap` is text that may need several lines. */
  readonly look: 'text' | 'number' | 'wrap';
  cell(row: Row): Markup | string;
}

/** A table that scrolls separately on a narrow page. Columns without content are left out. */
export function dataTable<Row>(
  caption: string,
  columns: readonly HtmlColumn<Row>[],
  rows: readonly Row[],
): Markup {
  const filled = columns.filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  const heads = filled.map(({ head, look }) => markup`<th scope="col" class="${look}">${head}</th>`);
  const lines = rows.map(
    (row) =>
      markup`<tr>${filled.map(({ look, cell }, at) =>
        at === 0
          ? markup`<th scope="row" class="${look}">${cell(row)}</th>`
          : markup`<td class="${look}">${cell(row)}</td>`,
      )}</tr>\n`,
  );
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>
${lines}</tbody></table></div>
`;
}

/** A small filled square in the colour of a stage; says nothing that the words beside it do not. */
export function swatch(className: string): Markup {
  return markup`<svg class="swatch" width="10" height="10" aria-hidden="true"><rect class="${className}" width="10" height="10"/></svg>`;
}
