// A Debian cloud kernel and its modules, unpacked from the package without installing it; downloaded once.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The package that always depends on the newest cloud kernel of the release. */
const META_PACKAGE = 'linux-image-cloud-amd64';

function kernelPackage() {
  const fields = execFileSync('apt-cache', ['show', META_PACKAGE], { encoding: 'utf8', stdio: 'pipe' });
  const name = /^Depends:.*?\b(linux-image-[\w.-]+-cloud-amd64)\b/m.exec(fields)?.[1];
  if (name === undefined) throw new Error(`${META_PACKAGE} names no kernel; run apt-get update`);
  return name;
}

/** True when a kernel can be had here: the package lists of a Debian know one. */
export function knowsKernel() {
  try {
    return kernelPackage() !== '';
  } catch {
    return false;
  }
}

/** Downloads and unpacks; the folder appears under its name only when it is whole. */
function unpack(name, folder) {
  const draft = `${folder}.${process.pid}.partial`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  execFileSync('apt-get', ['download', '-qq', name], { cwd: draft, stdio: ['ignore', 'ignore', 'inherit'] });
  const [archive] = readdirSync(draft).filter((file) => file.endsWith('.deb'));
  execFileSync('dpkg-deb', ['-x', archive, '.'], { cwd: draft });
  rmSync(path.join(draft, archive));
  renameSync(draft, folder);
}

/** @param cache folder that outlives a run @returns paths of the kernel image and of its modules' folder */
export function debianKernel(cache) {
  const name = kernelPackage();
  const folder = path.join(cache, name);
  if (!existsSync(folder)) unpack(name, folder);
  const release = name.replace('linux-image-', '');
  return {
    release,
    image: path.join(folder, 'boot', `vmlinuz-${release}`),
    modules: path.join(folder, 'lib', 'modules', release, 'kernel'),
  };
}
