// A product's program while a test lasts: started on a free port, waited for, ended with all that it started.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { endWithUs } from './children.js';
import { request } from './http.js';

const START_MS = 300_000;
const GRACE_MS = 20_000;

/** A port of this machine that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const stacks = new WeakMap();

/** Does something when the test has ended, after all that was begun later has been undone. */
export function atEnd(test, action) {
  if (!stacks.has(test)) {
    const stack = [];
    stacks.set(test, stack);
    test.after(() => undo(stack));
  }
  stacks.get(test).push(action);
}

async function undo(stack) {
  const last = stack.pop();
  if (!last) return;
  try {
    await last();
  } finally {
    await undo(stack);
  }
}

/** A folder that is gone when the test is. */
export function folder(test, name, parent = tmpdir()) {
  const made = mkdtempSync(path.join(parent, `${name}-`));
  atEnd(test, () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Starts a program, which ends with the test, and waits until `url` answers with no error. */
export async function start(test, url, program, args, options) {
  // In a group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  endWithUs(child, () => signal(child, 'SIGKILL'));
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => output.push(piece));
  const ended = new Promise((resolve) => {
    child.once('exit', () => resolve('ended'));
    child.once('error', (error) => {
      output.push(Buffer.from(String(error)));
      resolve('ended');
    });
  });
  atEnd(test, () => end(child, ended));
  const log = () => Buffer.concat(output).toString().slice(-4000);
  for (const until = Date.now() + START_MS; Date.now() < until;) {
    if (await answers(url)) return { log };
    if (await Promise.race([ended, pause(200)]) === 'ended') throw new Error(`${program} ended:\n${log()}`);
  }
  throw new Error(`${program} does not answer at ${url}:\n${log()}`);
}

async function answers(url) {
  try {
    const { status } = await request(url, { limit: 5000 });
    return status < 400;
  } catch {
    return false;
  }
}

async function end(child, ended) {
  signal(child, 'SIGTERM');
  const inTime = await Promise.race([ended, pause(GRACE_MS, undefined, { ref: false })]);
  if (inTime !== 'ended') signal(child, 'SIGKILL');
  await ended;
  // What it left behind may hold them open.
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
}

function signal(child, name) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
