/**
 * `npm run house`: prints how full the rooms of src are, how many imports stay in each and leave it, every circle, and how far
 * a reader walks who follows one thing through the source.
 */
import { readCode } from './helpers/call-walk.js';
import { measureCodeWay } from './helpers/code-way.js';
import { circlesOf, MAX_FILES_OF_A_ROOM, roomsOf } from './helpers/house.js';
import { readSourceFiles } from './helpers/source-files.js';
import { measureWalks } from './helpers/walks.js';

const files = readSourceFiles();
const rooms = roomsOf(files);
const circles = circlesOf(files);

const line = (name: string, ...cells: readonly (string | number)[]) =>
  console.log(name.padEnd(28) + cells.map((cell) => String(cell).padStart(9)).join(''));

line('room', 'files', 'inside', 'leaving');
for (const { name, files: count, inside, outgoing } of rooms) line(name, count, inside, outgoing);
const sum = (pick: (room: (typeof rooms)[number]) => number) =>
  rooms.reduce((all, room) => all + pick(room), 0);
line(
  'all',
  sum(({ files: count }) => count),
  sum(({ inside }) => inside),
  sum(({ outgoing }) => outgoing),
);
console.log(`\nat most ${MAX_FILES_OF_A_ROOM} files a room; circles: ${circles.length}`);
for (const circle of circles) console.log(circle);

console.log();
line('walk', 'files', 'climbs', 'returns');
const code = readCode();
for (const { title, counts, most, walk } of measureWalks(code)) {
  const { files: passed, climbs, returns } = walk;
  line(title, passed, climbs, returns, `  (at most ${most} ${counts})`);
}

const { files: passed, forms, faults } = measureCodeWay(code);
console.log(
  `\na code, from port 0x80 to CSV: ${passed.length} files (at most 14), ${forms.length} forms (at most 5)`,
);
console.log(`${passed.join(' > ')}\n${forms.join(' > ')}`);
for (const fault of faults) console.log(fault);
