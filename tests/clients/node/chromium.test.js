// In Chromium: the ways from a client to WeCom and back, whose forms end at another site, and npm `oidc-client-ts` 3 in the page
// of an app that has no server.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { Chromium } from './kit/chromium.js';
import { startServer } from './kit/server.js';

const LIBRARY = new URL('node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url);
const PAGE = new URL('spa.html', import.meta.url);
/** RFC 7636, appendix B. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

let app;
let origin;
let server;

const page = (content) => `<!doctype html><link rel="icon" href="data:,">${content}`;

/** The paths of the app, by `localhost` another site than the server; any other is the page that has no server. */
const PATHS = {
  'GET /oidc-client-ts.js': () => ({ kind: 'text/javascript', body: readFileSync(LIBRARY) }),
  'GET /callback': () => ({ body: page('<main>The app</main>') }),
  'GET /forbidding': () => ({
    headers: { 'content-security-policy': "form-action 'self'" }, body: page('<form method="post"><button>Go</button></form>'),
  }),
  'POST /forbidding': () => ({ status: 303, headers: { location: `${server.wecom}/_sim/` } }),
};

function answer({ method, url }, response) {
  const alone = () => ({ body: readFileSync(PAGE, 'utf8').replace('{issuer}', server.issuer) });
  const path = PATHS[`${method} ${url.split('?')[0]}`] ?? alone;
  const { status = 200, kind = 'text/html; charset=utf-8', headers, body } = path();
  response.writeHead(status, { 'content-type': kind, ...headers }).end(body);
}

before(async () => {
  app = createServer(answer);
  await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${app.address().port}`;
  const web = (clientId, trusted) => ({ clientId, trusted, clientSecrets: ['s3cret_of-the_clients'], redirectUris: [`${origin}/callback`] });
  server = await startServer({
    Wiki: web('wiki', true),
    Chat: web('chat', true),
    Poll: web('poll', false),
    Page: {
      clientId: 'page', applicationType: 'spa', trusted: true, redirectUris: [`${origin}/`], allowedOrigins: [origin],
      postLogoutRedirectUris: [`${origin}/bye`],
    },
  });
});
after(async () => {
  await server?.stop();
  app.closeAllConnections();
  app.close();
});

/** A client's request for a login, without a word about the company. */
function request(client, state) {
  const url = new URL(`${server.issuer}/oidc/authorize`);
  url.search = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    redirect_uri: `${origin}/callback`,
    scope: 'openid profile email',
    state,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  });
  return url.href;
}

/** From the login page to WeCom's. */
async function typeCode(browser) {
  await browser.type('#code', server.company.code);
  await browser.click('button[type=submit]');
  await browser.arrive(`${server.wecom}/wwlogin`);
}

const pick = (browser, member) => browser.click(`a[data-userid="${server.company.members[member]}"]`);

/** The browser is at the client, with an answer to the request of this state. */
async function isAnswered(browser, state) {
  const { searchParams } = await browser.arrive(`${origin}/callback?`);
  assert.equal(searchParams.get('state'), state);
  assert.equal(searchParams.get('iss'), server.issuer);
  assert.ok(searchParams.get('code'), searchParams.toString());
}

test('the form of the organisation code leads by WeCom to the client, and a second client asks nothing', async (t) => {
  const browser = await Chromium.open(t);
  await browser.goto(request('wiki', 'one'));
  await typeCode(browser);
  await pick(browser, 0);
  await isAnswered(browser, 'one');
  await browser.goto(request('chat', 'two'));
  await isAnswered(browser, 'two');
  assert.deepEqual(await browser.complaints(), []);
});

test('the form of the consent ends at the client, whatever the answer', async (t) => {
  const browser = await Chromium.open(t);
  await browser.goto(request('poll', 'one'));
  await typeCode(browser);
  await pick(browser, 1);
  await browser.click('button[name=answer][value=no]');
  const denied = await browser.arrive(`${origin}/callback?`);
  assert.equal(denied.searchParams.get('error'), 'access_denied');
  await browser.goto(request('poll', 'two'));
  await browser.click('button[name=answer][value=yes]');
  await isAnswered(browser, 'two');
  await browser.goto(request('poll', 'three'));
  await isAnswered(browser, 'three');
  assert.deepEqual(await browser.complaints(), []);
});

test('going back from the client and choosing again uses no login twice and says what to do', async (t) => {
  const browser = await Chromium.open(t);
  await browser.goto(request('wiki', 'one'));
  await typeCode(browser);
  await pick(browser, 0);
  await isAnswered(browser, 'one');
  await browser.back();
  await browser.arrive(`${server.wecom}/wwlogin`);
  await pick(browser, 1);
  await browser.arrive(`${server.issuer}/login/callback`);
  assert.match(await browser.text(), /used before/);
  await browser.goto(request('wiki', 'two'));
  await isAnswered(browser, 'two');
});

test('two tabs come back each with its own answer', async (t) => {
  const browser = await Chromium.open(t);
  await browser.goto(request('wiki', 'one'));
  await typeCode(browser);
  const first = await browser.openTab();
  // The company is remembered.
  await browser.goto(request('chat', 'two'));
  await browser.arrive(`${server.wecom}/wwlogin`);
  const second = await browser.toTab(first);
  await pick(browser, 0);
  await isAnswered(browser, 'one');
  await browser.toTab(second);
  await pick(browser, 0);
  await isAnswered(browser, 'two');
  assert.deepEqual(await browser.complaints(), []);
});

test('a page without a server signs in, renews and signs out by oidc-client-ts', async (t) => {
  const browser = await Chromium.open(t);
  const user = (isIt) => browser.wait('signed in as expected', async () => {
    const text = await browser.text('#user');
    const shown = text.startsWith('{') && JSON.parse(text);
    return shown && isIt(shown) && shown;
  });
  await browser.goto(`${origin}/#deep`);
  await browser.click('#in');
  await typeCode(browser);
  await pick(browser, 1);
  const first = await user(({ profile }) => profile.sub);
  assert.equal(first.profile.preferred_username, server.company.members[1]);
  assert.ok(first.profile.email);
  assert.equal((await browser.url()).hash, '#deep');

  await browser.click('#renew');
  const renewed = await user((shown) => shown.refresh_token !== first.refresh_token);
  assert.equal(renewed.profile.sub, first.profile.sub);

  await browser.click('#out');
  await browser.arrive(`${origin}/bye`);
  assert.deepEqual(await browser.complaints(), []);
  const dead = await fetch(`${server.issuer}/oidc/userinfo`, { headers: { authorization: `Bearer ${renewed.access_token}` } });
  assert.equal(dead.status, 401);
  // Nobody is logged in any more: WeCom is asked again.
  await browser.click('#in');
  await browser.arrive(`${server.wecom}/wwlogin`);
});

test('this Chromium holds form-action to the redirects after a form, so that the tests above would see it', async (t) => {
  const browser = await Chromium.open(t);
  await browser.goto(`${origin}/forbidding`);
  await browser.click('button');
  await browser.wait('complaining', async () => (await browser.complaints()).some((message) => message.includes('form-action')));
  assert.equal((await browser.url()).href, `${origin}/forbidding`);
});
