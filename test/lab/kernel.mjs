// A Debian cloud kernel and its modules, unpacked from the package without installing it; downloaded once.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The package that always depends on the newest cloud kernel of the release. */
const META_PACKAGE = 'linux-image-cloud-amd64';

/** @param options of apt, where other package lists than the system's are meant */
function kernelPackage(options = []) {
  const fields = execFileSync('apt-cache', [...options, 'show', META_PACKAGE], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const name = /^Depends:.*?\b(linux-image-[\w.+-]+-cloud-amd64)\b/m.exec(fields)?.[1];
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
function unpack(name, folder, options = []) {
  const draft = `${folder}.${process.pid}.partial`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  execFileSync('apt-get', [...options, 'download', '-qq', name], {
    cwd: draft,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [archive] = readdirSync(draft).filter((file) => file.endsWith('.deb'));
  execFileSync('dpkg-deb', ['-x', archive, '.'], { cwd: draft });
  rmSync(path.join(draft, archive));
  renameSync(draft, folder);
}

/** @param cache folder that outlives a run @returns paths of the kernel image and of its modules' folder */
export function debianKernel(cache) {
  return unpackedKernel(cache, kernelPackage());
}

/**
 * The newer kernel that Debian builds for the release that runs here, from the same mirror, without changing the system's
 * package lists.
 * @returns as debianKernel; null when the mirror has none
 */
export function backportsKernel(cache) {
  const apt = path.join(cache, 'apt-backports');
  const options = ['Dir::Etc::sourcelist=/dev/null', `Dir::Etc::sourceparts=${apt}/sources`].flatMap(
    asOption,
  );
  options.push(...[`Dir::State::lists=${apt}/lists`, `Dir::Cache=${apt}/cache`].flatMap(asOption));
  for (const folder of ['sources', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(path.join(apt, folder), { recursive: true });
  }
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  try {
    const listed = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const mirror = listed
      .split('\n')
      .find((line) => line.endsWith(` ${release}`))
      ?.split(' ')[0];
    if (mirror === undefined) return null;
    const source = `deb [signed-by=${KEYRING}] ${mirror} ${release}-backports main\n`;
    writeFileSync(path.join(apt, 'sources', 'backports.list'), source);
    execFileSync('apt-get', [...options, 'update', '-qq'], { stdio: 'pipe' });
    return unpackedKernel(cache, kernelPackage(options), options);
  } catch {
    return null;
  }
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

function asOption(setting) {
  return ['-o', setting];
}

function unpackedKernel(cache, name, options = []) {
  const folder = path.join(cache, name);
  if (!existsSync(folder)) unpack(name, folder, options);
  const release = name.replace('linux-image-', '');
  return {
    release,
    image: path.join(folder, 'boot', `vmlinuz-${release}`),
    modules: path.join(folder, 'lib', 'modules', release, 'kernel'),
  };
}
