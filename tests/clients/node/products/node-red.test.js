// Node-RED with `passport-openidconnect`, as docs/recipes/node-red.md configures it.

import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Browser } from '../kit/browser.js';
import { packages } from '../kit/installed.js';
import { atEnd, folder, freePort, start } from '../kit/program.js';
import { ISSUER, recipe } from '../kit/recipe.js';
import { startServer } from '../kit/server.js';

const REQUIREMENTS = ['node-red@4.1.15', 'passport-openidconnect@0.1.2'];

test('Node-RED lets a member into its editor by passport-openidconnect', { timeout: 600_000 }, async (t) => {
  const installed = packages('node-red', REQUIREMENTS);
  const port = await freePort();
  const site = `http://127.0.0.1:${port}`;
  const [client] = recipe('node-red', { 'https://flows.example.com': site });
  const server = await startServer({ NodeRed: JSON.parse(client) });
  atEnd(t, () => server.stop());

  const here = folder(t, 'node-red');
  const [, settings] = recipe('node-red', { 'https://flows.example.com': site, [ISSUER]: server.issuer });
  writeFileSync(path.join(here, 'settings.js'), `${settings}
Object.assign(module.exports, { uiHost: '127.0.0.1', uiPort: ${port}, editorTheme: { tours: false } });
`);
  symlinkSync(path.join(installed, 'node_modules'), path.join(here, 'node_modules'));
  const env = { ...process.env, HOME: here, WECOM_LOGIN_CLIENT_SECRET: JSON.parse(client).clientSecrets[0] };
  const red = ['node_modules/node-red/red.js', '--userDir', here, '--settings', path.join(here, 'settings.js')];
  const { log } = await start(t, `${site}/auth/login`, process.execPath, red, { cwd: here, env });

  const browser = new Browser(server, 1);
  const back = await browser.go(`${site}/auth/strategy`, { until: `${site}/?access_token=` });
  // As Node-RED's own page takes it: the address has the token's `+` as it is.
  const [, token] = back.split('access_token=');
  const settingsOf = await browser.send(`${site}/settings`, { headers: { authorization: `Bearer ${token}` } });
  const { user } = JSON.parse(settingsOf.text);
  assert.equal(user?.username, server.company.members[1], log());

  const stranger = await new Browser(server, 2).send(`${site}/flows`);
  assert.equal(stranger.status, 401);
});
