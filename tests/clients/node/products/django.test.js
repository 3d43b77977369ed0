// A Django site with `mozilla-django-oidc`, as docs/recipes/django.md configures it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Browser } from '../kit/browser.js';
import { venv } from '../kit/installed.js';
import { atEnd, folder, freePort, start } from '../kit/program.js';
import { ISSUER, recipe } from '../kit/recipe.js';
import { startServer } from '../kit/server.js';

const REQUIREMENTS = ['django==5.2.19', 'mozilla-django-oidc==5.0.2'];

/** A page that says who is signed in, in a site as `django-admin startproject` makes one. */
const PAGE = `
from django.http import HttpResponse
from django.contrib.auth.decorators import login_required

@login_required
def whoami(request):
    return HttpResponse(f"{request.user.username} {request.user.email}")

urlpatterns += [path("whoami", whoami)]
`;

test('Django signs a member in and out by mozilla-django-oidc', { timeout: 600_000 }, async (t) => {
  const programs = venv('django', REQUIREMENTS);
  const site = `http://127.0.0.1:${await freePort()}`;
  const [client] = recipe('django', { 'https://intranet.example.com': site });
  const server = await startServer({ Django: JSON.parse(client) });
  atEnd(t, () => server.stop());

  const here = folder(t, 'django');
  execFileSync(path.join(programs, 'django-admin'), ['startproject', 'intranet', here]);
  const [, settings, urls] = recipe('django', { 'https://intranet.example.com': site, [ISSUER]: server.issuer });
  const append = (name, text) => writeFileSync(path.join(here, 'intranet', name), text, { flag: 'a' });
  append('settings.py', `\n${settings}\nALLOWED_HOSTS = ["127.0.0.1"]\n`);
  append('urls.py', `\n${urls}\n${PAGE}`);
  mkdirSync(path.join(here, 'home'));
  const env = { ...process.env, HOME: path.join(here, 'home'), OIDC_CLIENT_SECRET: JSON.parse(client).clientSecrets[0] };
  const python = path.join(programs, 'python');
  execFileSync(python, ['manage.py', 'migrate', '--verbosity', '0'], { cwd: here, env, stdio: 'inherit' });
  const serve = ['manage.py', 'runserver', '--noreload', new URL(site).host];
  const { log } = await start(t, `${site}/admin/login/`, python, serve, { cwd: here, env });

  const browser = new Browser(server, 1);
  const page = await browser.go(`${site}/whoami`);
  const member = server.company.members[1];
  assert.equal(page.status, 200, `${page.url}\n${page.text}\n${log()}`);
  assert.match(page.text, /\S+ \S+@\S+/);
  assert.ok(page.text.toLowerCase().includes(`${member}@${server.company.id}.wecom.invalid`.toLowerCase()), page.text);

  const token = browser.cookie('csrftoken') ?? '';
  const out = await browser.go(`${site}/oidc/logout/`, {
    method: 'POST', body: { csrfmiddlewaretoken: token }, headers: { 'x-csrftoken': token, referer: site },
  });
  assert.ok(out.status < 500, `${out.status} ${out.text}`);
  const after = await browser.send(`${site}/whoami`);
  assert.equal(after.status, 302);
});
