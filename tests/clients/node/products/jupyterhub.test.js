// JupyterHub with `oauthenticator`, as docs/recipes/jupyterhub.md configures it: a member signs in and out.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Browser } from '../kit/browser.js';
import { packages, venv } from '../kit/installed.js';
import { atEnd, folder, freePort, start } from '../kit/program.js';
import { ISSUER, recipe } from '../kit/recipe.js';
import { startServer } from '../kit/server.js';

const PYTHON = ['jupyterhub==6.1.1', 'oauthenticator==17.4.0'];
const PROXY = ['configurable-http-proxy@4.6.3'];

test('JupyterHub signs a member in by our server, unmodified', { timeout: 1_200_000 }, async (t) => {
  const [programs, proxy] = [venv('jupyterhub', PYTHON), packages('jupyterhub-proxy', PROXY)];
  const [port, hubPort, proxyPort] = [await freePort(), await freePort(), await freePort()];
  const hub = `http://127.0.0.1:${port}`;
  const [client] = recipe('jupyterhub', { 'https://hub.example.com': hub });
  const server = await startServer({ JupyterHub: JSON.parse(client) });
  atEnd(t, () => server.stop());

  const [, config] = recipe('jupyterhub', { 'https://hub.example.com': hub, [ISSUER]: server.issuer });
  const here = folder(t, 'jupyterhub');
  // Beside the recipe: addresses of this machine, and servers of users that are never started.
  writeFileSync(path.join(here, 'jupyterhub_config.py'), `${config}
c.JupyterHub.bind_url = "${hub}"
c.JupyterHub.hub_port = ${hubPort}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${proxyPort}"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.redirect_to_server = False
`);
  atEnd(t, () => endProxy(here));
  const environment = {
    PATH: `${programs}:${path.join(proxy, 'node_modules/.bin')}:${process.env.PATH}`,
    HOME: here,
    JUPYTERHUB_CLIENT_SECRET: JSON.parse(client).clientSecrets[0],
    CONFIGPROXY_AUTH_TOKEN: randomBytes(16).toString('hex'),
  };
  const { log } = await start(t, `${hub}/hub/login`, path.join(programs, 'jupyterhub'), [], { cwd: here, env: environment });

  const browser = new Browser(server, 1);
  const home = await browser.go(`${hub}/hub/oauth_login`);
  assert.equal(new URL(home.url).pathname, '/hub/home', `${home.url} ${home.status}\n${home.text}\n${log()}`);
  // JupyterHub takes names in small letters.
  assert.ok(home.text.includes(server.company.members[1].toLowerCase()), home.text);

  const stranger = await new Browser(server, 2).go(`${hub}/hub/home`);
  assert.notEqual(new URL(stranger.url).pathname, '/hub/home');
});

/** The hub ends its proxy, unless it was itself ended too early for that. */
function endProxy(here) {
  try {
    process.kill(Number(readFileSync(path.join(here, 'jupyterhub-proxy.pid'), 'utf8')), 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  }
}
