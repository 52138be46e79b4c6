/** The script of the HTML report, made of the sources in `root`. */
export function bundleClient(root: string): Promise<string>;
/** Writes the source file that hands the script to the report. */
export function writeClientScript(root: string): Promise<void>;
