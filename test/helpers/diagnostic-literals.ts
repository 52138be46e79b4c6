/** Object literals that make a diagnostic, or words for one, found with the TypeScript parser. */
import ts from 'typescript';

export interface DiagnosticLiteral {
  readonly line: number;
  /** True for a row of a table of remarks: it says how severe the remark is and in which words, and has no code. */
  readonly isRow: boolean;
}

function nameOf(property: ts.ObjectLiteralElementLike): string {
  return property.name && ts.isIdentifier(property.name) ? property.name.text : '';
}

/** The values that an expression may have, as far as they stand in it. */
function isSeverity(value: ts.Expression): boolean {
  if (ts.isStringLiteralLike(value)) return value.text === 'note' || value.text === 'warning';
  if (ts.isConditionalExpression(value)) return isSeverity(value.whenTrue) || isSeverity(value.whenFalse);
  return (ts.isAsExpression(value) || ts.isParenthesizedExpression(value)) && isSeverity(value.expression);
}

function saysSeverity(property: ts.ObjectLiteralElementLike): boolean {
  if (nameOf(property) !== 'severity') return false;
  if (ts.isShorthandPropertyAssignment(property)) return true;
  return ts.isPropertyAssignment(property) && isSeverity(property.initializer);
}

export function diagnosticLiterals(text: string): readonly DiagnosticLiteral[] {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true);
  const found: DiagnosticLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && node.properties.some(saysSeverity)) {
      const isWhole = node.properties.some(
        (property) => ts.isSpreadAssignment(property) || nameOf(property) === 'code',
      );
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ line, isRow: !isWhole });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
