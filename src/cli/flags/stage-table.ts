/** `--codes FILE`: the table in force. The parser of user tables is loaded only when one is given. */
import { BUILT_IN_TABLE } from '../../stages/table/built-in-table.js';
import type { StageTable } from '../../trace/stage-table.js';
import { readText } from '../input/read-text.js';

/** In place of a file. */
const STANDARD = 'standard';

/**
 * The built-in table, or the one in `file`. `standard` is the built-in one for every boot, whoever its text says wrote the codes.
 * @throws InputError that names the line and the key when the file is wrong.
 */
export async function loadStageTable(file: string | undefined): Promise<StageTable> {
  if (file === undefined) return BUILT_IN_TABLE;
  if (file === STANDARD) return { ...BUILT_IN_TABLE };
  const text = await readText(file);
  const { parseStageTable } = await import('../../stages/table/user-table.js');
  return parseStageTable(text, file);
}
