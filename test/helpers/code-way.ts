/**
 * The way of a code, from the guest's write to port 0x80 to its row of CSV in `boottrace run --csv`: each function that it is
 * handed to or that gets it back, in order, and the form that it has there. Where a call names its function, TypeScript
 * says where it leads; where it goes through an interface or a reference, the table says so, and the reference is looked up.
 */
import ts from 'typescript';
import { type Code, calledBy, fileOf, findFunction, type SourceFunction } from './call-walk.js';

/** What holds the code. A form may lie in a container (an item, a boot, a report), which changes nothing of it. */
export const FORMS = ['number', 'ring record', 'CodeEvent', 'TimedCode', 'CSV text'] as const;

interface Step {
  /** `file.ts#function`, below src. */
  readonly at: string;
  /** The form in which the function has it at last. */
  readonly form: (typeof FORMS)[number];
  /** What the function calls to hand it on, as the call names it; null where it returns it or keeps it. */
  readonly calls: string | null;
  /** Where the call goes through a reference to the next function: the file that sets it, and the words that do. */
  readonly setIn?: readonly [file: string, words: string];
}

export const CODE_WAY: readonly Step[] = [
  { at: 'vmm/vcpus/exit-handlers.ts#access', form: 'number', calls: 'write' },
  {
    at: 'vmm/bus/bus.ts#PioBus.write',
    form: 'number',
    calls: 'write',
    setIn: ['vmm/machine/wiring.ts', '[POST_PORT, 1, createPostPort('],
  },
  {
    at: 'vmm/devices/post-port.ts#write',
    form: 'number',
    calls: 'onCode',
    setIn: ['vmm/machine/wiring.ts', 'onCode: sink.code'],
  },
  { at: 'vmm/vcpus/run-assignment.ts#code', form: 'number', calls: 'pushCode' },
  { at: 'vmm/threads/event-ring.ts#EventRing.pushCode', form: 'ring record', calls: null },
  {
    at: 'vmm/threads/event-ring.ts#EventRing.drain',
    form: 'CodeEvent',
    calls: 'onEvent',
    setIn: ['vmm/run-machine.ts', 'listen: capture.push'],
  },
  { at: 'capture/capture.ts#Capture.push', form: 'CodeEvent', calls: '#code' },
  { at: 'capture/capture.ts#Capture.#code', form: 'CodeEvent', calls: '#event' },
  {
    at: 'capture/capture.ts#Capture.#event',
    form: 'CodeEvent',
    calls: 'emit',
    setIn: ['vmm/run-machine.ts', 'emit: options.onItem'],
  },
  { at: 'session/boot-guest.ts#onItem', form: 'CodeEvent', calls: 'add' },
  { at: 'trace/boot-collector.ts#BootCollector.add', form: 'CodeEvent', calls: null },
  { at: 'session/boot-guest.ts#bootGuest', form: 'CodeEvent', calls: null },
  { at: 'session/run-session.ts#bootBatch', form: 'CodeEvent', calls: null },
  { at: 'cli/work/boot-session.ts#report', form: 'CodeEvent', calls: 'analyse' },
  { at: 'reports/boots.ts#analyse', form: 'CodeEvent', calls: 'buildTimeline' },
  { at: 'stages/build-timeline.ts#buildTimeline', form: 'TimedCode', calls: 'timeCode' },
  { at: 'stages/build-timeline.ts#timeCode', form: 'TimedCode', calls: null },
  { at: 'cli/work/boot-session.ts#work', form: 'TimedCode', calls: 'withNotes' },
  { at: 'cli/work/show-report.ts#showReport', form: 'TimedCode', calls: 'writeReport' },
  { at: 'cli/work/show-report.ts#writeReport', form: 'TimedCode', calls: 'renderFor' },
  {
    at: 'cli/work/show-report.ts#renderFor',
    form: 'TimedCode',
    calls: 'render',
    setIn: ['reporters/data/csv.ts', 'export const csvReporter: Reporter = {'],
  },
  { at: 'reporters/data/csv.ts#render', form: 'TimedCode', calls: 'eventsText' },
  { at: 'reporters/data/csv.ts#eventsText', form: 'CSV text', calls: null },
];

export interface WayFigures {
  readonly files: readonly string[];
  readonly forms: readonly string[];
  /** Steps that the code does not take, each as a sentence. */
  readonly faults: readonly string[];
}

export function measureCodeWay(code: Code, steps: readonly Step[] = CODE_WAY): WayFigures {
  return {
    files: [...new Set(steps.map(({ at }) => fileOfPlace(at)))],
    forms: [...new Set(steps.map(({ form }) => form))],
    faults: steps.flatMap((step, at) => faultOf(code, step, steps[at + 1]) ?? []),
  };
}

const fileOfPlace = (place: string): string => place.split('#')[0]!;

function faultOf(code: Code, { at, calls, setIn }: Step, next: Step | undefined): string | null {
  const from = findFunction(code, at);
  if (calls === null) return null;
  const found = callsNamed(from, calls);
  if (found.length === 0) return `src/${at} does not call ${calls}`;
  if (setIn !== undefined) {
    const [file, words] = setIn;
    const source = code.program.getSourceFile(`${code.src}/${file}`);
    return source?.text.includes(words) ? null : `src/${file} does not say ${words}`;
  }
  const files = found.map((call) => calledBy(code, call)).map((callee) => callee && fileOf(code, callee));
  if (next === undefined || files.includes(fileOfPlace(next.at))) return null;
  // What is called here hands it back, and the next function takes it up in this file again.
  return files.includes(fileOfPlace(at)) ? null : `${calls} of src/${at} does not lead to src/${next.at}`;
}

function callsNamed(from: SourceFunction, name: string): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && lastName(node.expression) === name) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(from.body);
  return calls;
}

function lastName(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
}
