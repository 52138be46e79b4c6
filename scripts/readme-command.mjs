// Prints the command in the fenced block of README.md that follows `<!-- NAME -->`, so that continuous integration
// runs what the README promises and not a copy of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [name] = process.argv.slice(2);
const readme = readFileSync(path.join(import.meta.dirname, '..', 'README.md'), 'utf8');
const after = readme.split(`<!-- ${name} -->`)[1] ?? '';
const block = /^\s*```\w*\n([\s\S]*?)\n```/.exec(after);
if (!block) throw new Error(`README.md has no fenced block after <!-- ${name} -->`);
const lines = block[1].split('\n').map((line) => line.replace(/^\$ /, ''));
process.stdout.write(`${lines.join('\n')}\n`);
