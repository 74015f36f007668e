// Starts the practice ledger as its own process and signs the vendor's own library in.
//
// Not here: any knowledge of how the ledger answers; the library under test must find that out itself.
// Invariant: every ledger started here listens on loopback only and ends with its suite.
import practice from './redirect.cjs';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { XeroClient } from 'xero-node';
import { generators } from 'openid-client';
import { consent } from '../quickbooks/practice-ledger.mjs';

export const REDIRECT = 'http://localhost:8742/callback';
export const SCOPES = [
  'offline_access', 'accounting.invoices', 'accounting.payments', 'accounting.banktransactions', 'accounting.manualjournals',
  'accounting.contacts', 'accounting.settings', 'accounting.attachments', 'accounting.reports.trialbalance.read',
];

/** The command to run: a full one from TIEOUT_SANDBOX_CMD with the face's name in it, or the program named by TIEOUT_CLI. */
function command(book) {
  const full = process.env.TIEOUT_SANDBOX_CMD;
  if (full) return full.replace('quickbooks', 'xero').split(/\s+/).concat(['--book', book]);
  const program = process.env.TIEOUT_CLI;
  if (!program) {
    throw new Error('Set TIEOUT_CLI to the tieout-cli program, or TIEOUT_SANDBOX_CMD to a command that starts a sandbox.');
  }
  return [program, 'sandbox', 'xero', '--port', '0', '--book', book, '--json'];
}

/** Resolves with the addresses and keys that the sandbox prints as its first line of JSON. */
export async function startLedger(book = 'empty', switches = { per_minute: 0, per_day: 0, concurrent: 0 }) {
  const [program, ...args] = command(book);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const addresses = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it was ready`)));
    lines.on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
  });
  practice.port = Number(new URL(addresses.base_url).port);
  const change = async (settings) => {
    const answer = await fetch(`${addresses.base_url}/_practice/settings`, { method: 'POST', body: JSON.stringify(settings) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  await change({ switches });
  const book_ = async () => (await fetch(`${addresses.base_url}/_practice/book`)).json();
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('exit', resolve);
      child.kill();
    });
  return { ...addresses, change, book: book_, stop };
}

/** The library as its makers ship it; the address of the API is the one setting it offers. */
export function library(ledger, extra = {}) {
  const xero = new XeroClient({
    clientId: ledger.client_id, clientSecret: 'a program without a secret', redirectUris: [REDIRECT], scopes: SCOPES, state: 'from-the-suite',
    ...extra,
  });
  xero.accountingApi.basePath = ledger.api_url;
  return xero;
}

/** Signs in with a proof key, as a program without a secret must; the library's own OpenID client does the work. */
export async function signIn(ledger) {
  const xero = library(ledger);
  await xero.initialize();
  const verifier = generators.codeVerifier();
  const url = xero.openIdClient.authorizationUrl({
    redirect_uri: REDIRECT, scope: SCOPES.join(' '), state: 's-1', code_challenge: generators.codeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const back = await consent(url);
  const params = xero.openIdClient.callbackParams(back.href);
  xero.setTokenSet(await xero.openIdClient.oauthCallback(REDIRECT, params, { state: 's-1', code_verifier: verifier }));
  await xero.updateTenants();
  return { xero, api: xero.accountingApi, tenant: xero.tenants[0].tenantId };
}

/** Resolves with status, headers and body of the refusal that a call ends in. */
export async function refusal(promise) {
  let answer;
  try {
    answer = await promise;
  } catch (error) {
    const told = typeof error === 'string' ? JSON.parse(error) : error;
    const response = told.response ?? told;
    const body = told.body ?? response.body ?? response.data;
    return { status: response.statusCode ?? response.status, headers: response.headers ?? {}, body };
  }
  throw new Error(`expected a refusal, got ${JSON.stringify(answer.body)}`);
}

/** The texts of a refusal. */
export const texts = ({ body }) => (body.Elements ?? []).flatMap((one) => one.ValidationErrors.map((error) => error.Message));
