/** The source tree as data: its files, what each imports and exports. Read with the TypeScript parser, never run. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface SourceImport {
  /** As written, for instance `../trace/event.js` or `node:fs`. */
  readonly specifier: string;
  /** Path below src of the file it names; null for a package. */
  readonly target: string | null;
  /** True when nothing of it exists at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface SourceFile {
  /** Path below src. */
  readonly path: string;
  readonly imports: readonly SourceImport[];
  readonly hasDefaultExport: boolean;
  /** True when it holds types and plain constants alone, so that there is nothing a test could find. */
  readonly isDeclarative: boolean;
  /** Lines of the method `run`; null when it has none. */
  readonly runLines: number | null;
  readonly numbers: readonly SourceNumber[];
}

/** A number that the code writes as a literal, or that is the whole of a string. */
export interface SourceNumber {
  readonly value: number;
  readonly line: number;
}

const SRC = path.join(import.meta.dirname, '..', '..', 'src');

function isTypeOnlyClause(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  if (clause.name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** The module that a node imports, if it is one of the five ways to import. */
function importOf(node: ts.Node): { readonly name: ts.Node; readonly typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node)) {
    return { name: node.moduleSpecifier, typeOnly: isTypeOnlyClause(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { name: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { name: node.argument.literal, typeOnly: true };
  }
  if (ts.isCallExpression(node) && node.arguments[0]) {
    const { expression } = node;
    const loads =
      expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(expression) && expression.text === 'require');
    if (loads) return { name: node.arguments[0], typeOnly: false };
  }
  return null;
}

function readImport(file: string, source: ts.SourceFile, node: ts.Node): SourceImport | null {
  const found = importOf(node);
  if (found === null) return null;
  const specifier = ts.isStringLiteralLike(found.name) ? found.name.text : found.name.getText(source);
  const relative = specifier.startsWith('.')
    ? path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts')
    : null;
  const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  return { specifier, target: relative, typeOnly: found.typeOnly, line };
}

function readNumber(source: ts.SourceFile, node: ts.Node): SourceNumber | null {
  if (!ts.isNumericLiteral(node) && !ts.isBigIntLiteral(node) && !ts.isStringLiteralLike(node)) return null;
  const value = node.text.trim() === '' ? Number.NaN : Number(node.text.replace(/n$/, ''));
  if (Number.isNaN(value)) return null;
  return { value, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 };
}

function isPlainConstant({ initializer }: ts.VariableDeclaration): boolean {
  return initializer !== undefined && (ts.isNumericLiteral(initializer) || ts.isStringLiteral(initializer));
}

function isDeclarative(statement: ts.Statement): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return true;
  if (ts.isImportDeclaration(statement)) return isTypeOnlyClause(statement.importClause);
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.every(isPlainConstant);
  return ts.isExportDeclaration(statement) && statement.isTypeOnly;
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (!ts.canHaveModifiers(statement)) return false;
  return (
    ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false
  );
}

function linesOf(source: ts.SourceFile, node: ts.Node): number {
  const lineAt = (offset: number): number => source.getLineAndCharacterOfPosition(offset).line;
  return lineAt(node.getEnd()) - lineAt(node.getStart(source)) + 1;
}

function readSourceFile(file: string): SourceFile {
  const text = readFileSync(path.join(SRC, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const imports: SourceImport[] = [];
  const numbers: SourceNumber[] = [];
  let runLines: number | null = null;
  const visit = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node) && node.name.getText(source) === 'run') runLines = linesOf(source, node);
    const found = readImport(file, source, node);
    if (found !== null) imports.push(found);
    const number = readNumber(source, node);
    if (number !== null) numbers.push(number);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    path: file,
    imports,
    hasDefaultExport: source.statements.some(isDefaultExport),
    isDeclarative: source.statements.every(isDeclarative),
    runLines,
    numbers,
  };
}

/** Every TypeScript file below src, in order of path. */
export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map(readSourceFile);
}
