// The vendor's own library against the practice ledger: quotas as a client meets them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusal, signIn, startLedger } from './practice-ledger.mjs';

let ledger;
before(async () => { ledger = await startLedger('practice', { per_minute: 5, per_day: 1000, concurrent: 5 }); });
after(() => ledger?.stop());

test('a full minute is refused with its name and its wait, and passes when the wait is over', async () => {
  const { api, tenant } = await signIn(ledger);
  let last;
  for (let call = 0; call < 4; call += 1) last = await api.getAccounts(tenant);
  assert.equal(last.response.headers['x-minlimit-remaining'], '0');
  assert.equal(last.response.headers['x-daylimit-remaining'], '995');
  const refused = await refusal(api.getAccounts(tenant));
  assert.equal(refused.status, 429);
  assert.equal(refused.headers['x-rate-limit-problem'], 'minute');
  await ledger.change({ advance_seconds: Number(refused.headers['retry-after']) });
  assert.equal((await api.getAccounts(tenant)).body.accounts.length, 73);
});
