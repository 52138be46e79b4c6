/**
 * What the page adds to itself where scripts may run: zoom of timelines and flame graphs, walking through rows and boxes
 * with the arrow keys, tooltips that keyboards reach too, filters. Without any of it the page still says everything.
 */
import { filterEvents } from './event-filter.js';
import { FlameGraph } from './flame.js';
import { unfoldOnPaper } from './folded.js';
import { walkRows } from './rows.js';
import { zoomTimeline } from './timeline-zoom.js';
import { makeTip } from './tip.js';

const tip = makeTip();
for (const chart of document.querySelectorAll<HTMLElement>('figure.flame'))
  new FlameGraph(chart, tip).start();
for (const chart of document.querySelectorAll<HTMLElement>('figure.chart')) {
  walkRows(chart, tip);
  zoomTimeline(chart, tip);
}
for (const list of document.querySelectorAll<HTMLElement>('.events')) filterEvents(list);
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') tip.hide();
});
addEventListener('scroll', tip.hide, { passive: true });
unfoldOnPaper();
