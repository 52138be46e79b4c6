import { describe, expect, test } from 'vitest';
import { parseDisk, parseRng } from '../../src/engines/disk-flag.js';
import { InputError } from '../../src/trace/errors.js';

function refusal(parse: () => unknown, shown: string): string {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'bad-guest-flag', exitCode: 2 });
    expect((error as InputError).message).toContain(JSON.stringify(shown));
    return (error as InputError).message;
  }
  throw new Error(`${shown} was accepted`);
}

describe('--disk', () => {
  test.each([
    ['path=a.raw', { path: 'a.raw', readOnly: false, snapshot: true }],
    ['path=a.raw,snapshot=on', { path: 'a.raw', readOnly: false, snapshot: true }],
    ['path=a.raw,readonly=off,snapshot=on', { path: 'a.raw', readOnly: false, snapshot: true }],
    ['path=a.raw,readonly=on', { path: 'a.raw', readOnly: true, snapshot: false }],
    ['path=a.raw,readonly=true', { path: 'a.raw', readOnly: true, snapshot: false }],
    ['readonly=on,path=a.raw,snapshot=off', { path: 'a.raw', readOnly: true, snapshot: false }],
    ['path=a.raw,readonly=off', { path: 'a.raw', readOnly: false, snapshot: false }],
    ['path=a.raw,snapshot=off', { path: 'a.raw', readOnly: false, snapshot: false }],
    ['path=a.raw,image_type=raw', { path: 'a.raw', readOnly: false, snapshot: true, imageType: 'raw' }],
    ['path=/a=b/c d.raw', { path: '/a=b/c d.raw', readOnly: false, snapshot: true }],
    ['path="a,b.raw",readonly=on', { path: 'a,b.raw', readOnly: true, snapshot: false }],
    ['path=a.raw,vhost_user=off', { path: 'a.raw', readOnly: false, snapshot: true }],
  ])('takes %s', (text, disk) => {
    expect(parseDisk(text)).toEqual({ disk, diagnostics: [] });
  });

  test.each([
    ['', 'it needs path=PATH'],
    ['path=', 'it needs path=PATH'],
    ['readonly=on', 'it needs path=PATH'],
    ['a.raw', '"a.raw" is not name=value'],
    ['path=a,readony=on', 'it has no option "readony"'],
    ['path=a,path=b', 'path is given twice'],
    ['path=a,readonly=yes', 'readonly is on or off'],
    ['path=a,snapshot=', 'snapshot is on or off'],
    ['path=a,readonly=on,snapshot=on', 'exclude each other'],
    ['path=a,image_type=qcow2', 'qemu-img convert -O raw'],
    ['path=a,vhost_user=on', 'vhost-user disks are not supported'],
    ['path=a,socket=/tmp/s', 'vhost-user disks are not supported'],
    ['path=a,toString=1', 'it has no option "toString"'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => parseDisk(text), text)).toContain(message);
  });

  test("takes Cloud Hypervisor's options that mean nothing here, and says so", () => {
    const { disk, diagnostics } = parseDisk(
      'path=a,direct=on,num_queues=4,queue_affinity=[0@[0,1],1@[2]],id=d',
    );
    expect(disk.path).toBe('a');
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      Array.from({ length: 4 }, () => 'note disk-option-ignored'),
    );
    expect(diagnostics[0]!.message).toBe(
      '--disk path=a: direct is accepted but has no effect in this engine',
    );
  });

  test('warns when a limit is lost, since the boot is then another', () => {
    const { diagnostics } = parseDisk('path=a,bw_size=1000,bw_refill_time=100');
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'disk-not-limited',
        message: expect.stringContaining('bw_size has no effect'),
      },
      { severity: 'warning', code: 'disk-not-limited' },
    ]);
  });
});

describe('--rng', () => {
  test.each(['src=/dev/urandom', 'src=/dev/random', 'src=/dev/hwrng', 'src=/dev/urandom,iommu=off'])(
    'takes %s',
    (text) => {
      expect(parseRng(text)).toBe(true);
    },
  );

  test.each([
    ['src=/dev/zero', "random numbers come from the host's generator"],
    ['/dev/urandom', 'is not name=value'],
    ['source=/dev/urandom', 'it has no option "source"'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => parseRng(text), text)).toContain(message);
  });
});
