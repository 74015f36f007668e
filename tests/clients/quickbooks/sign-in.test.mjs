// Intuit's own OAuth client against the practice ledger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import OAuthClient from 'intuit-oauth';
import { REDIRECT, consent, oauthClient, signIn, startLedger } from './practice-ledger.mjs';

let ledger;
before(async () => { ledger = await startLedger(); });
after(() => ledger?.stop());

test('a person allows access and the client gets tokens for the chosen company', async () => {
  const client = oauthClient(ledger);
  const uri = client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 'abc 123/=' });
  const back = await consent(uri);
  assert.ok(back.href.startsWith(REDIRECT));
  assert.equal(back.searchParams.get('state'), 'abc 123/=');
  assert.equal(back.searchParams.get('realmId'), String(ledger.realm_id));
  const answer = await client.createToken(back.href);
  assert.equal(answer.json.token_type, 'bearer');
  assert.equal(answer.json.expires_in, 3600);
  assert.equal(answer.json.x_refresh_token_expires_in, 8726400);
  assert.equal('realmId' in answer.json, false, 'the company is named only in the redirect');
  assert.equal(client.getToken().realmId, String(ledger.realm_id));
  assert.ok(client.isAccessTokenValid());
});

test('a person refuses and the client is told so with the same state', async () => {
  const client = oauthClient(ledger);
  const back = await consent(client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 's1' }), 'deny');
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('state'), 's1');
  assert.equal(back.searchParams.get('code'), null);
});

test('a code works once', async () => {
  const client = oauthClient(ledger);
  const back = await consent(client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 's2' }));
  await client.createToken(back.href);
  await assert.rejects(oauthClient(ledger).createToken(back.href), (error) => {
    assert.match(JSON.stringify(error.authResponse?.body ?? error.message), /invalid_grant|400/i);
    return true;
  });
});

test('the access token opens the API', async () => {
  const client = await signIn(ledger);
  const answer = await client.makeApiCall({ url: `/v3/company/${ledger.realm_id}/companyinfo/${ledger.realm_id}` });
  assert.equal(answer.json.CompanyInfo.Id, '1');
});

test('refreshing gives a new access token and the old refresh token is no longer the current one', async () => {
  const client = await signIn(ledger);
  const first = client.getToken().access_token;
  const answer = await client.refresh();
  assert.notEqual(answer.json.access_token, first);
  assert.ok(answer.json.refresh_token);
  assert.equal(answer.json.x_refresh_token_expires_in > 0, true);
  const again = await client.makeApiCall({ url: `/v3/company/${ledger.realm_id}/companyinfo/${ledger.realm_id}` });
  assert.equal(again.json.CompanyInfo.Id, '1');
});

test('the hard end of the refresh token is told to those who ask', async () => {
  const client = oauthClient(ledger, { includeRefreshTokenHardExpiresIn: true });
  const back = await consent(client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 's3' }));
  const answer = await client.createToken(back.href);
  assert.equal(typeof answer.json.x_refresh_token_hard_expires_in, 'number');
});

test('an unknown refresh token is refused as an invalid grant', async () => {
  const client = oauthClient(ledger);
  await assert.rejects(client.refreshUsingToken('RT1-0-nothing'));
});

test('a wrong secret is refused as an invalid client', async () => {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'RT1-0-nothing' });
  const headers = { authorization: `Basic ${btoa(`${ledger.client_id}:wrong`)}`, accept: 'application/json' };
  const answer = await fetch(ledger.token_url, { method: 'POST', body, headers });
  assert.equal(answer.status, 401);
  assert.deepEqual(await answer.json(), { error: 'invalid_client' });
});

test('revoking closes the company to the access token and to the refresh token', async () => {
  const client = await signIn(ledger);
  const { access_token: access, refresh_token: refresh } = client.getToken();
  await client.revoke();
  const headers = { authorization: `Bearer ${access}`, accept: 'application/json' };
  const read = await fetch(`${ledger.base_url}/v3/company/${ledger.realm_id}/companyinfo/${ledger.realm_id}`, { headers });
  assert.equal(read.status, 401);
  await assert.rejects(oauthClient(ledger).refreshUsingToken(refresh));
});

test('an address that is not registered never gets a code', async () => {
  const client = oauthClient(ledger, { redirectUri: 'http://elsewhere.example/steal' });
  const page = await fetch(client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 's4' }), { redirect: 'manual' });
  assert.equal(page.status, 400);
  assert.equal(page.headers.get('location'), null);
});

test('discovery names the addresses that were used', async () => {
  const found = await (await fetch(ledger.discovery_url)).json();
  assert.equal(found.authorization_endpoint, ledger.authorize_url);
  assert.equal(found.token_endpoint, ledger.token_url);
  assert.equal(found.revocation_endpoint, ledger.revoke_url);
  assert.equal(found.userinfo_endpoint, ledger.userinfo_url);
});

test('userinfo names the person when the profile was asked for', async () => {
  const client = oauthClient(ledger);
  const scope = [OAuthClient.scopes.Accounting, OAuthClient.scopes.OpenId, OAuthClient.scopes.Email];
  const back = await consent(client.authorizeUri({ scope, state: 's5' }));
  await client.createToken(back.href);
  const answer = await client.getUserInfo();
  assert.match(answer.json.email, /@/);
});
