import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { jsonReporter } from '../../../src/reporters/data/json.js';
import { jsonSchemas } from '../../../src/trace/report/schema.js';
import { render, SAMPLE_REPORTS } from '../../reporters/sample-reports.js';

const schemas = jsonSchemas();
const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false });
const DOCUMENT_OF = {
  run: 'boots',
  parse: 'boots',
  report: 'boots',
  diff: 'diff',
  check: 'check',
  trend: 'trend',
  classify: 'classify',
  doctor: 'doctor',
} as const;

/** Fields that a document has where there is something to say. */
const OPTIONAL: readonly string[] = ['summary', 'outcomes', 'rows', 'marks', 'verdict'];

describe.each(Object.entries(SAMPLE_REPORTS))('%s', (_, given) => {
  const validate = ajv.compile(schemas[DOCUMENT_OF[given.command]]);
  const document = JSON.parse(render(jsonReporter, given));

  it('fits its JSON Schema', () => {
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('no longer fits with a field more, a field less, or another command', () => {
    expect(validate({ ...document, more: 1 })).toBe(false);
    for (const field of Object.keys(document).filter((key) => !OPTIONAL.includes(key))) {
      const { [field]: _gone, ...rest } = document;
      expect(validate(rest)).toBe(false);
    }
    expect(validate({ ...document, command: 'other' })).toBe(false);
    expect(validate({ ...document, schemaVersion: 1 })).toBe(false);
  });
});

it('holds times to whole numbers', () => {
  const document = JSON.parse(render(jsonReporter, SAMPLE_REPORTS['report of one boot']!));
  const validate = ajv.compile(schemas.boots);
  document.boots[0].totalNs = 1.5;
  expect(validate(document)).toBe(false);
});
