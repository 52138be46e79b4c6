// koffi for the library, loaded when the first guest is run and not with the library itself (scripts/build.mjs).
import { createRequire } from 'node:module';

export default createRequire(import.meta.url)('koffi');
