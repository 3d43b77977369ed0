// Software from the public registries, each product in a folder of its own below `target/clients`, which is kept.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const INSTALLED = fileURLToPath(new URL('../../../../target/clients/', import.meta.url));

/** A Python environment with these requirements; answers the folder of its programs. */
export function venv(name, requirements) {
  const folder = prepared(name, requirements, (folder) => {
    execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
    const pip = ['install', '--quiet', '--disable-pip-version-check', ...requirements];
    execFileSync(path.join(folder, 'bin/pip'), pip, { stdio: 'inherit' });
  });
  return path.join(folder, 'bin');
}

/** A folder with these npm packages; answers it. */
export function packages(name, requirements) {
  return prepared(name, requirements, (folder) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    const npm = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...requirements];
    execFileSync('npm', npm, { cwd: folder, stdio: 'inherit' });
  });
}

/** The folder of a product, made anew where it is missing or of other versions. */
function prepared(name, requirements, make) {
  const folder = path.join(INSTALLED, name);
  const [stamp, wanted] = [path.join(folder, 'requirements.txt'), requirements.join('\n')];
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    make(folder);
    writeFileSync(stamp, wanted);
  }
  return folder;
}
