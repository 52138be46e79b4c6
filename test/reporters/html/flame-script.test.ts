import { expect, test } from 'vitest';
import { FLAME_SCRIPT } from '../../../src/reporters/html/flame-script.js';
import { PAGE_SCRIPT } from '../../../src/reporters/html/script.js';

// What it does is tested in a browser: test/browser/flame.test.ts.
test('is part of the script of the page, before it is called', () => {
  expect(PAGE_SCRIPT.indexOf(FLAME_SCRIPT)).toBeGreaterThan(0);
  expect(PAGE_SCRIPT.indexOf('flame(chart);')).toBeGreaterThan(PAGE_SCRIPT.indexOf(FLAME_SCRIPT));
});
