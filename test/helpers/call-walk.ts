/**
 * Walks through the source by its calls, as a reader does: from a function into each function that it calls, and back.
 * A walk may follow one parameter, and then takes only the calls that it or a part of it is handed to. Read with
 * TypeScript's checker, never run.
 */
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(import.meta.dirname, '..', '..');

export interface Code {
  /** Absolute path of src. */
  readonly src: string;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
}

/** The source tree below a root, ready to be asked what a name means. The script of the page has a world of its own. */
export function readCode(root = ROOT): Code {
  const src = path.join(root, 'src');
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const files = ts.sys.readDirectory(src, ['.ts'], ['**/html/client/**']);
  const program = ts.createProgram(files, options);
  return { src, program, checker: program.getTypeChecker() };
}

export type SourceFunction = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

/** Path below src of the file that a node stands in; starts with `..` outside. */
export function fileOf({ src }: Pick<Code, 'src'>, node: ts.Node): string {
  return path.relative(src, node.getSourceFile().fileName).split(path.sep).join('/');
}

/** The function at `file.ts#name`, `file.ts#Class.method`. Throws when there is none. */
export function findFunction(code: Code, place: string): SourceFunction {
  const [, file = '', name = ''] = /^([^#]*)#(.*)$/.exec(place) ?? [];
  const source = code.program.getSourceFile(path.join(code.src, file));
  const found = source === undefined ? undefined : functionsIn(source).find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`src/${file} has no function ${name}`);
  return found;
}

function functionsIn(source: ts.SourceFile): readonly SourceFunction[] {
  const found: SourceFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (isSourceFunction(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isSourceFunction(node: ts.Node): node is SourceFunction {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** `name`, or `Class.method`; empty for a function without a name. */
function nameOf(node: SourceFunction): string {
  const { parent } = node;
  const isAssigned =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  const own = node.name?.getText() ?? (isAssigned ? parent.name.getText() : '');
  const holder = ts.isPropertyDeclaration(parent) ? parent.parent : parent;
  return ts.isClassLike(holder) ? `${holder.name?.text}.${own}` : own;
}

/** The function of src that a call reaches; null for a library's, and where only a type says what is called. */
export function calledBy(code: Code, call: ts.CallExpression | ts.NewExpression): SourceFunction | null {
  const declared = code.checker.getResolvedSignature(call)?.declaration;
  if (declared === undefined || fileOf(code, declared).startsWith('..')) return null;
  return isSourceFunction(declared) ? declared : null;
}

export interface WalkOptions {
  /** `file.ts#function`. */
  readonly from: string;
  /** Name of the parameter that is followed; every call is taken when absent. */
  readonly follows?: string;
  /** Only files whose path matches are entered. */
  readonly within?: RegExp;
}

export interface Walk {
  /** The files in the order in which a reader comes to them, each return to a caller's file included. */
  readonly trail: readonly string[];
  /** Different files. */
  readonly files: number;
  /** How often the walk comes back to the file it began in. */
  readonly climbs: number;
  /** How often it comes back to any file. */
  readonly returns: number;
}

/** A function is gone through once, and come to as often as it is called. */
export function walk(code: Code, { from, follows, within = /(?:)/ }: WalkOptions): Walk {
  const start = findFunction(code, from);
  const startFile = fileOf(code, start);
  const trail = [startFile];
  const done = new Set<SourceFunction>([start]);
  const enter = (caller: SourceFunction, followed: readonly number[] | null): void => {
    const here = fileOf(code, caller);
    for (const { callee, at } of callsIn(code, caller, followed)) {
      const file = fileOf(code, callee);
      if (!within.test(file)) continue;
      if (file !== here) trail.push(file);
      if (!done.has(callee)) {
        done.add(callee);
        enter(callee, followed === null ? null : at);
      }
      if (file !== here) trail.push(here);
    }
  };
  const first = start.parameters.findIndex(({ name }) => name.getText() === follows);
  if (follows !== undefined && first < 0) throw new Error(`${from} has no parameter ${follows}`);
  enter(start, follows === undefined ? null : [first]);
  return {
    trail,
    files: new Set(trail).size,
    climbs: trail.filter((file) => file === startFile).length - 1,
    returns: (trail.length - 1) / 2,
  };
}

interface Call {
  readonly callee: SourceFunction;
  /** Places of the arguments that have something of what is followed. */
  readonly at: readonly number[];
}

/** In the order in which they are made, as far as that can be seen; those of inner functions are the function's own. */
function callsIn(code: Code, caller: SourceFunction, followed: readonly number[] | null): readonly Call[] {
  const calls: Call[] = [];
  const has = followed === null ? () => true : mentionOf(code, caller, followed);
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
    const places = (node.arguments ?? []).flatMap((argument, place) => (has(argument) ? place : []));
    const callee = followed === null || places.length > 0 ? calledBy(code, node) : null;
    if (callee !== null) calls.push({ callee, at: places });
  };
  visit(caller.body);
  return calls;
}

/** Whether an expression names one of these parameters or a part of it. What a function makes of one is another value. */
function mentionOf(
  { checker }: Code,
  { parameters }: SourceFunction,
  places: readonly number[],
): (node: ts.Node) => boolean {
  const symbols = new Set<ts.Symbol | undefined>();
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) symbols.add(checker.getSymbolAtLocation(name));
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) bind(element.name);
  };
  for (const place of places) {
    const parameter = parameters[place];
    if (parameter !== undefined) bind(parameter.name);
  }
  const has = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) return symbols.has(symbolOf(checker, node) ?? NONE);
    if (ts.isFunctionLike(node)) return false;
    return ts.forEachChild(node, (child) => has(child) || undefined) ?? false;
  };
  return has;
}

/** Never in a set of found symbols. */
const NONE = {} as ts.Symbol;

function symbolOf(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}
