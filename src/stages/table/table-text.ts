/** A stage table as the text of a `--codes` file, ready to be saved and edited. */
import { formatCode } from '../../trace/event.js';
import type { StageRange, StageTable } from '../../trace/stage-table.js';
import { DEFAULT_FALLBACK } from './built-in-table.js';

function rangeLine({ stage, from, to, unordered, instant }: StageRange): string {
  const mark = `${unordered ? ', unordered: true' : ''}${instant ? ', instant: true' : ''}`;
  return `  - { stage: ${stage}, from: ${formatCode(from)}, to: ${formatCode(to)}${mark} }`;
}

/** YAML that `parseStageTable` reads back to the same table. */
export function formatStageTable(table: StageTable): string {
  const lines = ['ranges:', ...table.ranges.map(rangeLine)];
  if (table.fallback !== DEFAULT_FALLBACK) lines.push(`fallback: ${table.fallback}`);
  if (table.names.size > 0) lines.push('names:');
  for (const [code, name] of table.names) lines.push(`  ${formatCode(code)}: ${JSON.stringify(name)}`);
  const moments = [...(table.moments ?? [])];
  if (moments.length > 0) lines.push('moments:');
  for (const [key, { stage, name }] of moments) {
    const words = [
      ...(stage === undefined ? [] : [`stage: ${stage}`]),
      ...(name === undefined ? [] : [`name: ${JSON.stringify(name)}`]),
    ];
    lines.push(`  ${JSON.stringify(key)}: { ${words.join(', ')} }`);
  }
  return lines.join('\n');
}
