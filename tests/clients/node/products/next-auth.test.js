// A Next.js app with next-auth, as docs/recipes/next-auth.md configures it.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Browser } from '../kit/browser.js';
import { packages } from '../kit/installed.js';
import { atEnd, folder, freePort, start } from '../kit/program.js';
import { ISSUER, recipe } from '../kit/recipe.js';
import { startServer } from '../kit/server.js';

const REQUIREMENTS = ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1', 'next-auth@4.24.15'];

test('a Next.js app signs a member in by next-auth', { timeout: 600_000 }, async (t) => {
  const installed = packages('next-auth', REQUIREMENTS);
  const site = `http://127.0.0.1:${await freePort()}`;
  const [client] = recipe('next-auth', { 'https://app.example.com': site });
  const server = await startServer({ Next: JSON.parse(client) });
  atEnd(t, () => server.stop());

  // Below the packages, whose folder Next.js takes for the project's root.
  const here = folder(t, 'app', installed);
  const write = (name, text) => {
    mkdirSync(path.dirname(path.join(here, name)), { recursive: true });
    writeFileSync(path.join(here, name), text);
  };
  const [, route] = recipe('next-auth', { [ISSUER]: server.issuer });
  write('app/api/auth/[...nextauth]/route.js', route);
  write('app/layout.js', 'export default ({ children }) => <html><body>{children}</body></html>');
  write('app/page.js', 'export default () => "an app"');
  write('package.json', '{ "private": true }');
  const env = {
    ...process.env, NEXTAUTH_URL: site, NEXTAUTH_SECRET: 'only a test', NEXT_TELEMETRY_DISABLED: '1',
    WECOM_LOGIN_CLIENT_SECRET: JSON.parse(client).clientSecrets[0],
  };
  const next = ['../node_modules/next/dist/bin/next', 'dev', '--hostname', '127.0.0.1', '--port', new URL(site).port];
  const { log } = await start(t, `${site}/api/auth/providers`, process.execPath, next, { cwd: here, env });

  const browser = new Browser(server, 1);
  const { csrfToken } = JSON.parse((await browser.send(`${site}/api/auth/csrf`)).text);
  const page = await browser.go(`${site}/api/auth/signin/wecom`, { method: 'POST', body: { csrfToken, callbackUrl: `${site}/` } });
  assert.deepEqual([page.status, page.url], [200, `${site}/`], `${page.text}\n${log()}`);
  const session = JSON.parse((await browser.send(`${site}/api/auth/session`)).text);
  assert.equal(session.user.name, server.company.members[1], JSON.stringify(session));
  assert.match(session.user.email, /@.+\.wecom\.invalid$/);
});
