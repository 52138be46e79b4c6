import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cloudHypervisor, findCloudHypervisor } from '../../../src/engines/cloud-hypervisor/engine.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('Cloud Hypervisor is found by its name, or is the program that was named', () => {
  const file = folder.write('cloud-hypervisor', '#!/bin/sh\n');
  const other = folder.write('ch-static', '#!/bin/sh\n');
  for (const program of [file, other]) chmodSync(program, 0o755);
  const PATH = path.dirname(file);
  expect(findCloudHypervisor({ PATH })).toBe(file);
  expect(findCloudHypervisor({ PATH, BOOTTRACE_CLOUD_HYPERVISOR: other })).toBe(other);
  expect(findCloudHypervisor({ PATH: '/nowhere' })).toBeNull();
  expect(cloudHypervisor.needsKvm).toBe(true);
});
