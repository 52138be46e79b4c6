/**
 * How drawings look, in a file of their own and inside a page: light and dark, five stage colours as the terminal has,
 * text and shapes with the contrast that WCAG 2.2 AA asks for. Colour never says anything alone.
 */
import { Markup } from '../words/markup.js';

/** Colours by name; the same names in both schemes. */
const LIGHT = {
  paper: '#ffffff',
  ink: '#1b1f24',
  soft: '#57606a',
  rule: '#d0d7de',
  track: '#f1f3f5',
  gap: '#7a838d',
  stage0: '#0b7285',
  stage1: '#1f5fbf',
  stage2: '#8040b0',
  stage3: '#2b7a3d',
  stage4: '#9a6700',
  bad: '#b42318',
  good: '#1a7f37',
  unsure: '#8a5a00',
};

const DARK: typeof LIGHT = {
  paper: '#14181d',
  ink: '#e6edf3',
  soft: '#9aa5b1',
  rule: '#343b43',
  track: '#1f252c',
  gap: '#7d8894',
  stage0: '#45c1d6',
  stage1: '#78a9ff',
  stage2: '#c792ea',
  stage3: '#6cc47f',
  stage4: '#dca64a',
  bad: '#ff8a80',
  good: '#6fce85',
  unsure: '#e3b341',
};

/** The two schemes, for tests. */
export const SCHEMES = { light: LIGHT, dark: DARK } as const;

/** How many stages have a colour of their own; then they repeat. */
export const STAGE_COLORS = 5;

function properties(scheme: typeof LIGHT): string {
  return Object.entries(scheme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

function stageRules(): string {
  return Array.from(
    { length: STAGE_COLORS },
    (_, at) => `.stage-${at}{fill:var(--stage${at});stroke:var(--stage${at})}`,
  ).join('\n');
}

/** Rules for every drawing; `:root` is the drawing itself or the page that holds it. */
export const DRAWING_STYLE = new Markup(`
:root{color-scheme:light dark;${properties(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${properties(DARK)}}}
@media print{:root{${properties(LIGHT)}}}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;fill:var(--ink)}
svg .name{font-weight:600}
svg .heading{font-size:16px;font-weight:600}
svg .soft{fill:var(--soft)}
.paper{fill:var(--paper)}
.axis line{stroke:var(--rule)}
.axis text{fill:var(--soft);font-size:11px}
.track{fill:var(--track);fill-opacity:.7}
.tick{stroke-width:1.5}
${stageRules()}
.gap{fill:var(--gap);stroke:var(--gap)}
.setup,.end{fill:none;stroke:var(--gap)}
.text{fill:var(--soft);stroke:var(--soft)}
.revisit{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
.mark{fill:var(--ink);stroke:var(--paper)}
.value{fill:var(--stage1);fill-opacity:.45;stroke:none}
.box{fill:var(--track);stroke:var(--gap)}
.median{stroke:var(--ink);stroke-width:2}
.interval{stroke:var(--stage1);stroke-width:3}
.outlier{fill:none;stroke:var(--unsure);stroke-width:1.5}
.zero{stroke:var(--soft)}
.regression{fill:var(--bad);stroke:var(--bad)}
.improvement{fill:var(--good);stroke:var(--good)}
.inconclusive{fill:var(--paper);stroke:var(--unsure);stroke-width:2}
.unchanged,.not-tested{fill:var(--soft);stroke:var(--soft)}
line.inconclusive{stroke-width:1.5}
svg text,svg tspan{stroke:var(--paper)!important;stroke-width:3px!important;paint-order:stroke}
tspan.inconclusive{fill:var(--unsure)}
.strip-1{fill-opacity:.55}
.frame rect{stroke-width:.6}
.frame .shade-0{fill-opacity:.2}
.frame .shade-1{fill-opacity:.28}
.frame .shade-2{fill-opacity:.36}
.frame .shade-3{fill-opacity:.44}
svg .frame text{font-size:11.5px;stroke:none!important}
`);

/** Class of the n-th stage of the table in force. */
export function stageClass(place: number): string {
  return `stage-${Math.max(place, 0) % STAGE_COLORS}`;
}
