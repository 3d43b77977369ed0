// Apache with mod_auth_openidc, as docs/recipes/mod_auth_openidc.md configures it; both from the system's packages.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Browser } from '../kit/browser.js';
import { atEnd, folder, freePort, start } from '../kit/program.js';
import { ISSUER, recipe } from '../kit/recipe.js';
import { startServer } from '../kit/server.js';

const MODULES = '/usr/lib/apache2/modules';
const LOADED = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'mime', 'headers', 'auth_openidc'];
const skip = existsSync(`${MODULES}/mod_auth_openidc.so`) ? false : 'apt-get install apache2 libapache2-mod-auth-openidc';

test('Apache lets a member in by mod_auth_openidc, and out', { skip, timeout: 120_000 }, async (t) => {
  const site = `http://127.0.0.1:${await freePort()}`;
  const shown = { 'https://wiki.example.com': site };
  const [client] = recipe('mod_auth_openidc', shown);
  const server = await startServer({ Wiki: JSON.parse(client) });
  atEnd(t, () => server.stop());

  const here = folder(t, 'apache');
  chmodSync(here, 0o755);
  mkdirSync(path.join(here, 'www'));
  writeFileSync(path.join(here, 'www/index.html'), 'the wiki');
  const secret = JSON.parse(client).clientSecrets[0];
  const [, protectedBy] = recipe('mod_auth_openidc', { ...shown, [ISSUER]: server.issuer });
  writeFileSync(path.join(here, 'apache.conf'), `
ServerRoot ${here}
ServerName 127.0.0.1
Listen ${new URL(site).host}
PidFile ${here}/pid
${process.getuid() === 0 ? 'User nobody\nGroup nogroup' : ''}
ErrorLog ${here}/error.log
DocumentRoot ${here}/www
${LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
DirectoryIndex index.html
Header set X-Seen-User "expr=%{REMOTE_USER}"
${protectedBy}
`);
  const env = { ...process.env, OIDC_CLIENT_SECRET: secret, OIDC_CRYPTO_PASSPHRASE: 'only a test' };
  const log = () => readFileSync(path.join(here, 'error.log'), 'utf8');
  await start(t, `${site}/`, 'apache2', ['-f', `${here}/apache.conf`, '-DFOREGROUND'], { env });

  const browser = new Browser(server, 1);
  const page = await browser.go(`${site}/index.html?deep=link`);
  assert.deepEqual([page.status, page.text, page.url], [200, 'the wiki', `${site}/index.html?deep=link`], log());
  const seen = await browser.send(`${site}/index.html`);
  assert.equal(seen.headers['x-seen-user'], server.company.members[1]);

  const out = await browser.go(`${site}/redirect_uri?logout=${encodeURIComponent(`${site}/`)}`, { until: `${site}/` });
  assert.equal(out, `${site}/`);
  const after = await browser.send(`${site}/index.html`);
  assert.equal(after.status, 302);
});
