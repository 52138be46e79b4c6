/** Warnings about marks that no line matched: the stages that they were to make are missing. */
import type { Boot } from '../../trace/boot.js';
import { POST_PORT } from '../../trace/debug-ports.js';
import { type Diagnostic, warning } from '../../trace/diagnostic.js';
import { formatCode } from '../../trace/event.js';
import type { TextMark } from '../../trace/marks.js';

/** Of such a log only the lines that a mark matches are text. */
const MATCHED_ALONE = 'cloud-hypervisor';

/** One for each of the user's marks that matched in no boot; none where there is no boot to match in. */
export function describeUnmatchedMarks(
  marks: readonly TextMark[],
  boots: readonly Boot[],
): readonly Diagnostic[] {
  if (boots.length === 0) return [];
  const [input, ...others] = new Set(boots.map((boot) => boot.input));
  return marks
    .filter((mark) => !boots.some((boot) => matches(mark, boot)))
    .map(({ pattern, code, name }) => {
      // The engine writes a slash of its own accord with a backslash.
      const text = `${pattern.source.replaceAll('\\/', '/')}=${formatCode(code)}${name === null ? '' : `:${name}`}`;
      return warning('mark-not-matched', `--mark '${text}' matched no line: ${whyNot(boots)}`, {
        input: others.length === 0 ? input! : null,
      });
    });
}

/** Text beyond what is kept of a boot was looked at too: of that, only the code is left. */
function matches({ pattern, code, name }: TextMark, { events }: Boot): boolean {
  return events.some((event) =>
    event.kind === 'text'
      ? pattern.test(event.text)
      : event.kind === 'code' &&
        event.code === code &&
        event.port !== POST_PORT &&
        (event.name ?? null) === name,
  );
}

function whyNot(boots: readonly Boot[]): string {
  const hasText = boots.some(
    ({ format, events }) => format === MATCHED_ALONE || events.some(({ kind }) => kind === 'text'),
  );
  return hasText ? 'it records no code' : 'there is no text, so it records no code';
}
