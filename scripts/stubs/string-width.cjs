// string-width for the text that tables are made of. The package itself compiles a pattern of all emoji, 10 kB, at its first
// call, which was 4 % of a short run; here it is asked only about other characters than these, all one column wide.
const PLAIN = /^[\x20-\x7e\xb5\xb7\u2026\u2500-\u259f]*$/;
const COLOURS = /\x1b\[[\d;]*m/g;

let stringWidth;

module.exports = (text) => {
  if (typeof text === 'string') {
    const visible = text.replace(COLOURS, '');
    if (PLAIN.test(visible)) return visible.length;
  }
  stringWidth ??= require('../../node_modules/string-width/index.js');
  return stringWidth(text);
};
