/** Before any test: the script of the HTML report is that of its sources, however old the last build is. */
import path from 'node:path';
import { writeClientScript } from '../../scripts/client-script.mjs';

export function setup(): Promise<void> {
  return writeClientScript(path.join(import.meta.dirname, '..', '..'));
}
