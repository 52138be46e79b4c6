#!/usr/bin/env node
// Development entry (`npm run dev -- ...` builds first): the same program, with stack traces of bugs shown.
process.env.BOOTTRACE_DEBUG ??= '1';
require('./run.js');
