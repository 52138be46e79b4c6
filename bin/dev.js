#!/usr/bin/env node
// Development entry (`npm run dev -- ...` builds first): the same program, with oclif's and Node's warnings shown.
process.env.NODE_ENV = 'development';
process.env.OCLIF_DISABLE_ENGINE_WARNING = '0';
require('./run.js');
