/** The text of oclif.manifest.json for the program built in `root`/dist. */
export function renderManifest(root: string): Promise<string>;
export function writeManifest(root: string): Promise<void>;
