/** Cloud Hypervisor's log as an input format: see `cloud-hypervisor/parser.ts` for how it is read. */

import { NEEDLES } from './cloud-hypervisor/message.js';
import { CloudHypervisorParser } from './cloud-hypervisor/parser.js';
import { findPrefixHead } from './cloud-hypervisor/prefix.js';
import type { TraceFormat } from './reading/format.js';

const MESSAGE = /\[Debug I\/O port: \w{6,10} code:? 0x[0-9a-f]{1,2}\] \d+\.\d+ seconds/;

export const cloudHypervisor: TraceFormat = {
  id: 'cloud-hypervisor',
  title: 'Cloud Hypervisor log',
  needles: NEEDLES,
  marksAnyLine: true,
  sniff: (head) => (findPrefixHead(head) !== null || MESSAGE.test(head) ? 'yes' : 'no'),
  createParser: (options) => new CloudHypervisorParser(options),
};
