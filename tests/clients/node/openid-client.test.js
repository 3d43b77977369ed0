// The whole way with the npm library `openid-client` 6, which is strict on `iss`, `at_hash`, `nonce` and signatures.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';

import * as client from 'openid-client';

import { Browser, form } from './kit/browser.js';
import { startServer } from './kit/server.js';

const SECRET = 's3cret_of-the_clients';
const HERE = 'https://app.example/callback';
const BYE = 'https://app.example/bye';
const SCOPE = 'openid profile email groups offline_access';
const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const web = (clientId, changes = {}) => ({
  clientId, clientSecrets: [SECRET], redirectUris: [HERE], postLogoutRedirectUris: [BYE], trusted: true, ...changes,
});
const withoutSecret = (clientId, changes) => web(clientId, { clientSecrets: [], ...changes });
const jwks = { keys: [{ ...KEYS.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] };

/** The clients, each with the proof that the library gives of it. */
const CLIENTS = {
  Basic: [web('basic', { tokenEndpointAuthMethod: 'client_secret_basic' }), () => client.ClientSecretBasic(SECRET)],
  Post: [web('post', { tokenEndpointAuthMethod: 'client_secret_post', subjectType: 'pairwise' }), () => client.ClientSecretPost(SECRET)],
  Modern: [
    withoutSecret('modern', { tokenEndpointAuthMethod: 'private_key_jwt', jwks, idTokenSignedResponseAlg: 'ES256' }),
    async () => client.PrivateKeyJwt({ key: await signingKey(), kid: 'one' }),
  ],
  Public: [withoutSecret('public', { applicationType: 'spa' }), () => client.None()],
};
const OTHERS = {
  Asking: web('asking', { trusted: false }),
  Machine: { clientId: 'machine', applicationType: 'machine', clientSecrets: [SECRET], grantTypes: ['client_credentials'], scopes: ['introspect'] },
};

const signingKey = () => crypto.subtle.importKey(
  'jwk', KEYS.privateKey.export({ format: 'jwk' }), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'],
);

let server;
before(async () => {
  const own = Object.entries(CLIENTS).map(([name, [config]]) => [name, config]);
  server = await startServer({ ...Object.fromEntries(own), ...OTHERS });
});
after(() => server.stop());

async function discover(name) {
  const [config, proof] = CLIENTS[name] ?? [OTHERS[name], () => client.ClientSecretBasic(SECRET)];
  const metadata = { id_token_signed_response_alg: config.idTokenSignedResponseAlg ?? 'RS256' };
  const options = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] };
  return client.discovery(new URL(server.issuer), config.clientId, metadata, await proof(), options);
}

/** A request for a login, with what the answer is checked against. */
async function request(config, changes = {}) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedNonce: client.randomNonce(), expectedState: client.randomState(),
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: HERE,
    scope: SCOPE,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    login_hint: server.company.code,
    ...changes,
  });
  return { url: url.href, checks };
}

async function signIn(config, browser, changes) {
  const { url, checks } = await request(config, changes);
  const back = await browser.go(url, { until: HERE });
  return client.authorizationCodeGrant(config, new URL(back), checks);
}

for (const name of Object.keys(CLIENTS)) {
  test(`a client of the kind ${name} signs a member in, asks, refreshes, revokes and logs out`, async () => {
    const config = await discover(name);
    const browser = new Browser(server);
    const tokens = await signIn(config, browser);
    const claims = tokens.claims();
    assert.equal(claims.iss, server.issuer);
    assert.equal(claims.preferred_username, server.company.members[0]);
    assert.deepEqual(claims.groups, ['1']);
    assert.ok(claims.at_hash && claims.auth_time && claims.sid && claims.email, JSON.stringify(claims));

    const told = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(told.preferred_username, claims.preferred_username);

    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(fresh.refresh_token, tokens.refresh_token);
    assert.deepEqual([fresh.claims().sub, fresh.claims().auth_time], [claims.sub, claims.auth_time]);
    if (name !== 'Public') {
      const known = await client.tokenIntrospection(config, fresh.access_token);
      assert.deepEqual([known.active, known.client_id, known.sub], [true, config.clientMetadata().client_id, claims.sub]);
    }

    await client.tokenRevocation(config, fresh.refresh_token);
    await assert.rejects(client.refreshTokenGrant(config, fresh.refresh_token), { error: 'invalid_grant' });
    await assert.rejects(client.fetchUserInfo(config, fresh.access_token, claims.sub));

    const logout = { id_token_hint: tokens.id_token, post_logout_redirect_uri: BYE, state: 'after all' };
    const bye = await browser.go(client.buildEndSessionUrl(config, logout).href, { until: BYE });
    assert.equal(new URL(bye).searchParams.get('state'), 'after all');
    const { url } = await request(config, { prompt: 'none' });
    const refused = new URL(await browser.go(url, { until: HERE }));
    assert.equal(refused.searchParams.get('error'), 'login_required');
  });
}

test('a second client of the app needs no second login, and max_age asks for one', async () => {
  const browser = new Browser(server, 1);
  const first = await signIn(await discover('Basic'), browser);
  const config = await discover('Public');
  const { url, checks } = await request(config, { prompt: 'none' });
  const back = new URL(await browser.go(url, { until: HERE }));
  const second = await client.authorizationCodeGrant(config, back, checks);
  assert.deepEqual([second.claims().sub, second.claims().sid], [first.claims().sub, first.claims().sid]);

  const anew = await request(config, { max_age: '0' });
  const again = new URL(await browser.go(anew.url, { until: HERE }));
  await client.authorizationCodeGrant(config, again, { ...anew.checks, maxAge: 60 });
});

test('pairwise subjects are of one client alone', async () => {
  const browser = new Browser(server);
  const everyone = await signIn(await discover('Basic'), browser);
  const own = await signIn(await discover('Post'), browser);
  assert.notEqual(everyone.claims().sub, own.claims().sub);
});

test('a client that is not trusted is consented to, or told that it is not', async () => {
  const config = await discover('Asking');
  const browser = new Browser(server, 2);
  const { url, checks } = await request(config);
  const page = await browser.go(url);
  assert.match(form(page.text, 'consent').action, /\/oidc\/consent$/);
  const denied = new URL(await browser.submit(page, { answer: 'no' }, { until: HERE, marker: 'consent' }));
  await assert.rejects(client.authorizationCodeGrant(config, denied, checks), { error: 'access_denied' });

  const second = await request(config);
  const granted = await browser.submit(await browser.go(second.url), { answer: 'yes' }, { until: HERE, marker: 'consent' });
  const tokens = await client.authorizationCodeGrant(config, new URL(granted), second.checks);
  assert.equal(tokens.claims().preferred_username, server.company.members[2]);
});

test('a machine asks for itself and sees the tokens of others with the scope for it', async () => {
  const machine = await discover('Machine');
  const own = await client.clientCredentialsGrant(machine, { scope: 'introspect' });
  assert.deepEqual([own.token_type, own.refresh_token, own.id_token], ['bearer', undefined, undefined]);
  const member = await signIn(await discover('Basic'), new Browser(server));
  assert.equal((await client.tokenIntrospection(machine, member.access_token)).active, true);
  assert.equal((await client.tokenIntrospection(await discover('Post'), member.access_token)).active, false);
});

test('an answer of another issuer, with another state or for another verifier is refused', async () => {
  const config = await discover('Basic');
  const { url, checks } = await request(config);
  const back = new URL(await new Browser(server).go(url, { until: HERE }));
  const changed = (name, value) => {
    const other = new URL(back);
    other.searchParams.set(name, value);
    return other;
  };
  await assert.rejects(client.authorizationCodeGrant(config, changed('iss', 'https://other.example'), checks));
  await assert.rejects(client.authorizationCodeGrant(config, changed('state', 'other'), checks));
  const wrong = { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
  await assert.rejects(client.authorizationCodeGrant(config, back, wrong), { error: 'invalid_grant' });
});
