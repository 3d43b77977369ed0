// `startServer`: a local WeCom and the server, with the clients of a test; the program `demo` of this workspace.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { endWithUs } from './children.js';

const DEMO = process.env.WECOM_LOGIN_DEMO
  ?? fileURLToPath(new URL('../../../../target/debug/demo', import.meta.url));

/**
 * Starts both with these clients (the files of their elements, by name). Answers `issuer`, `wecom`, `company` (`id`, `code`,
 * `members`), and `stop`, which ends both and waits until they have ended.
 */
export async function startServer(clients) {
  const folder = mkdtempSync(path.join(tmpdir(), 'clients-'));
  const file = path.join(folder, 'clients.json');
  writeFileSync(file, JSON.stringify(clients));
  const demo = spawn(DEMO, ['serve', '--clients', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  endWithUs(demo, () => demo.kill('SIGTERM'));
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  const printed = [];
  let facts;
  for await (const line of createInterface({ input: demo.stdout })) {
    printed.push(line);
    if (line.startsWith('{')) {
      facts = JSON.parse(line);
      break;
    }
  }
  rmSync(folder, { recursive: true });
  if (!facts) throw new Error(`the server did not start:\n${printed.join('\n')}`);
  demo.stdout.resume();
  const stop = async () => {
    demo.kill('SIGTERM');
    await ended;
  };
  return { ...facts, stop };
}
