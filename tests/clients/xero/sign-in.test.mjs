// The vendor's own library against the practice ledger: consent, tokens, connections.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { library, refusal, signIn, startLedger, REDIRECT } from './practice-ledger.mjs';
import { consent } from '../quickbooks/practice-ledger.mjs';

let ledger;
before(async () => { ledger = await startLedger(); });
after(() => ledger?.stop());

test('the library finds the addresses, asks for consent and gets tokens in its own way', async () => {
  const xero = library(ledger);
  const url = await xero.buildConsentUrl();
  const back = await consent(url);
  assert.ok(back.href.startsWith(REDIRECT));
  const tokens = await xero.apiCallback(back.href);
  assert.equal(tokens.token_type, 'Bearer');
  assert.ok(tokens.refresh_token);
  const tenants = await xero.updateTenants();
  assert.equal(tenants.length, 1);
  assert.equal(tenants[0].tenantId, ledger.realm_id);
  assert.equal(tenants[0].orgData.baseCurrency, 'AUD');
});

test('a person refuses and the library is told so', async () => {
  const xero = library(ledger);
  const back = await consent(await xero.buildConsentUrl(), 'deny');
  await assert.rejects(xero.apiCallback(back.href), /access_denied/);
});

test('an access token ends after half an hour and a refresh gives another', async () => {
  const { xero, api, tenant } = await signIn(ledger);
  await ledger.change({ advance_seconds: 1801 });
  const ended = await refusal(api.getOrganisations(tenant));
  assert.equal(ended.status, 401);
  assert.match(ended.body.Detail, /^TokenExpired: token expired at/);
  await xero.refreshToken();
  assert.equal((await api.getOrganisations(tenant)).body.organisations.length, 1);
});

test('the old refresh token works for half an hour more, then no longer', async () => {
  const { xero } = await signIn(ledger);
  const first = xero.readTokenSet().refresh_token;
  await xero.refreshToken();
  const again = await xero.refreshWithRefreshToken(ledger.client_id, 'none', first);
  assert.ok(again.access_token);
  await ledger.change({ advance_seconds: 1801 });
  const late = await refusal(xero.refreshWithRefreshToken(ledger.client_id, 'none', first));
  assert.equal(late.status, 400);
  assert.deepEqual(late.body, { error: 'invalid_grant' });
});

test('a closed connection and a revoked consent shut the books', async () => {
  const { xero, api, tenant } = await signIn(ledger);
  await xero.disconnect(xero.tenants[0].id);
  assert.equal((await refusal(api.getOrganisations(tenant))).status, 403);
  const again = await signIn(ledger);
  await again.xero.revokeToken();
  again.api.accessToken = xero.readTokenSet().access_token;
  assert.equal((await refusal(again.api.getOrganisations(tenant))).status, 401);
});
