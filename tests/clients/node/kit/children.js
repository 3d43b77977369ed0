// `endWithUs`: no program outlives this process, also when a person or a limit of time ends it in the middle of a test.

const running = new Set();

process.on('exit', () => running.forEach((end) => end()));
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(1));

/** Calls `end`, which ends a child at once, when this process ends before the child does. */
export function endWithUs(child, end) {
  running.add(end);
  child.once('exit', () => running.delete(end));
}
