// The two spinners that oclif can ask for by name, without the 30 kB table of all the others.
module.exports = { dots2: { frames: ['-'] }, line: { frames: ['-'] } };
