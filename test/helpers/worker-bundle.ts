/**
 * Worker threads cannot load TypeScript, so what runs in one is bundled first, the way the build does it. The
 * bundle lies inside the package, so that it finds koffi.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { onTestFinished } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CACHE = path.join(ROOT, '.cache');

export interface WorkerBundle {
  readonly file: string;
  remove(): void;
}

/** @param entry path from the repository of a TypeScript file */
export function bundleWorker(entry: string): WorkerBundle {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, 'worker-'));
  const file = path.join(folder, 'worker.cjs');
  buildSync({
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['koffi'],
    entryPoints: [entry],
    outfile: file,
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** As `bundleWorker`, for one test. */
export function bundleForTest(entry: string): string {
  const bundle = bundleWorker(entry);
  onTestFinished(bundle.remove);
  return bundle.file;
}
