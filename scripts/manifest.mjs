// oclif.manifest.json: what oclif reads instead of loading every command. Made through oclif's own plugin loader
// from dist/cli.cjs; the same bytes for the same source on every machine.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Plugin, settings } from '@oclif/core';

/** Keys in order, so that the file changes only when the command line does. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** The text of the manifest for the program built in `root`/dist. */
export async function renderManifest(root) {
  settings.enableAutoTranspile = false;
  const pjson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const plugin = new Plugin({
    root,
    pjson,
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  return `${JSON.stringify(sorted(JSON.parse(JSON.stringify(plugin.manifest))), null, 2)}\n`;
}

export async function writeManifest(root) {
  writeFileSync(path.join(root, 'oclif.manifest.json'), await renderManifest(root));
}
