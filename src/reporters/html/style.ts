/** How the page looks beside its drawings: one column, even digits, nothing wider than the window, plain on paper. */
import { Markup } from '../words/markup.js';

/** Colours are those of the drawings (`../svg/style.ts`). */
export const PAGE_STYLE = new Markup(`
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;max-width:68rem;padding:1.5rem clamp(1rem,4vw,2.5rem) 3rem;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:clamp(1.35rem,4vw,1.9rem);line-height:1.25;margin:.1rem 0 .3rem;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.15rem;line-height:1.3;margin:0 0 .9rem}
h3{font-size:1rem;margin:1.6rem 0 .6rem}
p{margin:.4rem 0}
a{color:var(--stage1)}
header p{margin:0}
section{margin-top:2.6rem}
p.soft,output.soft{color:var(--soft);font-size:.9rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:1.1rem 0 0;padding:.6rem 0;border-block:1px solid var(--rule)}
footer{margin-top:3rem;border-top:1px solid var(--rule);padding-top:.6rem}
:focus-visible{outline:2px solid var(--stage1);outline-offset:2px}

figure{margin:.4rem 0 0;position:relative}
svg.drawing{display:block;overflow:visible}
.zoomed svg.drawing{overflow:hidden;cursor:grab}
.zoomed svg.drawing.held{cursor:grabbing}
svg .row:focus{outline:none}
svg .row:focus-visible .hit{stroke:var(--stage1);stroke-width:2}
svg .row:hover .track{fill:var(--rule)}
.tools{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:0 0 .7rem}
.tools output{color:var(--soft);margin-inline-start:.4rem}
.tools .hint{color:var(--soft);font-size:.85rem;flex-basis:100%}
button,input[type=search]{font:inherit;color:inherit;background:var(--track);border:1px solid var(--gap);border-radius:.35rem;padding:.25rem .7rem;min-height:2rem}
button{cursor:pointer}
button:hover{border-color:var(--ink)}
button:disabled{color:var(--soft);cursor:default;border-color:var(--rule)}
input[type=search]{width:min(22rem,100%)}
.filter{display:flex;flex-wrap:wrap;gap:.4rem .8rem;align-items:center;margin-bottom:.7rem}
.tip{position:fixed;z-index:2;max-width:min(24rem,calc(100vw - 1rem));padding:.45rem .7rem;background:var(--ink);color:var(--paper);border-radius:.35rem;font-size:.87rem;line-height:1.45}
.tip span{display:block}
.tip span:first-child{font-weight:600}
.flame .frame{cursor:pointer}
.flame .frame:focus{outline:none}
.flame .frame:hover rect,.flame .frame:focus-visible rect{stroke:var(--ink);stroke-width:2}
.flame .above{opacity:.6}
.searching .frame:not(.found) rect{fill-opacity:.07}
.flame .found rect{fill:var(--unsure);stroke:var(--unsure);fill-opacity:.5}

.scroll{overflow-x:auto;margin:.3rem 0}
table{border-collapse:collapse;width:100%}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:.28rem .8rem .28rem 0;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--rule)}
th{font-weight:600}
thead th{color:var(--soft);font-weight:500;font-size:.87rem;vertical-align:bottom}
.number{text-align:end;white-space:nowrap}
.text{white-space:nowrap}
.wrap{min-width:14rem}
td:last-child,th:last-child{padding-inline-end:.2rem}
.phase{padding-inline-start:1.5em}
.swatch{vertical-align:-.02em;margin-inline-end:.25em}
.verdict{font-weight:600;white-space:nowrap}
.verdict.regression{color:var(--bad)}
.verdict.improvement{color:var(--good)}
.verdict.inconclusive{color:var(--unsure)}
.verdict.unchanged,.verdict.not-tested{color:var(--soft);font-weight:400}

details{margin:.9rem 0 0}
summary{cursor:pointer;color:var(--soft)}
summary:hover{color:var(--ink)}
details.boot{margin:0;border-bottom:1px solid var(--rule)}
details.boot>summary{padding:.5rem 0;color:var(--ink)}
details.boot[open]{padding-bottom:1.4rem}
details[open]>summary{margin-bottom:.6rem}

.chunk{overflow-x:auto;content-visibility:auto;contain-intrinsic-size:auto 7300px}
.chunk table{table-layout:fixed;min-width:36rem}
.chunk th,.chunk td{padding-block:.17rem;height:29px}
.chunk td{overflow-wrap:anywhere}
.later thead{position:absolute;clip-path:inset(50%)}
.c-time,.c-delta{width:6.5rem;text-align:end!important}
.c-stage{width:9.5rem}
.c-code{width:4rem}
.c-port{width:6rem}
.c-vcpu,.c-line{width:4.5rem;text-align:end!important}
.c-delta,.faint,.c-line,.c-port{color:var(--soft)}
.c-name{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.87rem}
.chunk th.c-name{font-family:inherit}

.results{list-style:none;padding:0;margin:0}
.results li{border-bottom:1px solid var(--rule);padding:.6rem 0}
.results .verdict{margin-inline-end:.6rem}
.results p{margin:.15rem 0 0;color:var(--soft)}
.notes{padding-inline-start:1.1rem}
.notes li{margin:.3rem 0}
.notes .warning{color:var(--unsure)}
pre{overflow-x:auto;background:var(--track);padding:.6rem .8rem;border-radius:.35rem;font-size:.87rem;white-space:pre-wrap}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:.1rem 2rem;margin:.3rem 0 1.2rem}
dl div{display:flex;gap:.8rem;border-bottom:1px solid var(--rule);padding:.25rem 0}
dt{color:var(--soft);flex:0 0 9rem}
dd{margin:0}
[hidden]{display:none!important}

@media print{
body{max-width:none;padding:0;font-size:10pt}
nav,.tools,.filter,.tip{display:none}
.scroll,.chunk{overflow:visible}
.chunk{content-visibility:visible}
section,figure,tr{break-inside:avoid}
section:has(.events),section:has(.boot){break-inside:auto}
a{color:inherit;text-decoration:none}
}
`);
