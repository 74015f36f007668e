// Starts the practice ledger as its own process and signs a client in.
//
// Not here: any knowledge of how the ledger answers; the libraries under test must find that out themselves.
// Invariant: every ledger started here listens on loopback only and ends with its suite.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import OAuthClient from 'intuit-oauth';
import QuickBooks from 'node-quickbooks';

export const REDIRECT = 'http://localhost:4567/callback';

/** The command to run: a full one from TIEOUT_SANDBOX_CMD, or the program named by TIEOUT_CLI. */
function command(book) {
  const full = process.env.TIEOUT_SANDBOX_CMD;
  if (full) {
    return full.split(/\s+/).concat(full.includes('--book') ? [] : ['--book', book]);
  }
  const program = process.env.TIEOUT_CLI;
  if (!program) {
    throw new Error('Set TIEOUT_CLI to the tieout-cli program, or TIEOUT_SANDBOX_CMD to a command that starts a sandbox.');
  }
  return [program, 'sandbox', 'quickbooks', '--port', '0', '--book', book, '--json'];
}

/** Resolves with the addresses and keys that the sandbox prints as its first line of JSON. */
export async function startLedger(book = 'sample') {
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
  // The suites prove what is answered, not how fast one may ask.
  const quotas = JSON.stringify({
    switches: { per_second: 0, per_minute: 0, batches_per_minute: 0, concurrent: 0 },
  });
  await fetch(`${addresses.base_url}/_practice/settings`, { method: 'POST', body: quotas });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('exit', resolve);
      child.kill();
    });
  return { ...addresses, stop };
}

export function oauthClient(ledger, extra = {}) {
  const client = new OAuthClient({
    clientId: ledger.client_id,
    clientSecret: ledger.client_secret,
    environment: 'sandbox',
    redirectUri: REDIRECT,
    ...extra,
  });
  client.setAuthorizeURLs({
    authorizeEndpoint: ledger.authorize_url,
    tokenEndpoint: ledger.token_url,
    revokeEndpoint: ledger.revoke_url,
    userInfoEndpoint: ledger.userinfo_url,
  });
  OAuthClient.environment.sandbox = `${ledger.base_url}/`;
  return client;
}

/** Does what a person does in the browser: opens the page and presses the button with this value. */
export async function consent(authorizeUri, decision = 'allow') {
  const page = await fetch(authorizeUri, { redirect: 'manual' });
  if (page.status >= 300 && page.status < 400) return new URL(page.headers.get('location'));
  const html = await page.text();
  if (!page.ok) throw new Error(`the sign-in page answered ${page.status}: ${html}`);
  const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&');
  const form = /<form\b[^>]*>/.exec(html)[0];
  const fields = new URLSearchParams();
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    if (attribute(tag, 'name')) fields.set(attribute(tag, 'name'), attribute(tag, 'value') ?? '');
  }
  const buttons = [...html.matchAll(/<button\b[^>]*>/g)].map(([tag]) => tag);
  const pressed = buttons.find((tag) => attribute(tag, 'value') === decision);
  if (!pressed) throw new Error(`no button "${decision}" among ${buttons.join(' ')}`);
  fields.set(attribute(pressed, 'name'), decision);
  const answer = await fetch(new URL(attribute(form, 'action') ?? '', authorizeUri), {
    method: (attribute(form, 'method') ?? 'get').toUpperCase(),
    body: fields,
    redirect: 'manual',
  });
  if (answer.status < 300 || answer.status >= 400) throw new Error(`${answer.status}: ${await answer.text()}`);
  return new URL(answer.headers.get('location'));
}

export async function signIn(ledger) {
  const client = oauthClient(ledger);
  const uri = client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 'from-the-suite' });
  const back = await consent(uri);
  await client.createToken(back.href);
  return client;
}

/** A node-quickbooks client whose calls return promises; the library is pointed at the ledger by its own statics. */
export async function books(ledger) {
  const token = (await signIn(ledger)).getToken();
  QuickBooks.V3_ENDPOINT_BASE_URL = `${ledger.base_url}/v3/company/`;
  QuickBooks.TOKEN_URL = ledger.token_url;
  QuickBooks.REVOKE_URL = ledger.revoke_url;
  QuickBooks.USER_INFO_URL = ledger.userinfo_url;
  const library = new QuickBooks(
    ledger.client_id, ledger.client_secret, token.access_token, false, ledger.realm_id, true, false, null, '2.0',
    token.refresh_token,
  );
  return new Proxy(library, {
    get(target, name) {
      const member = target[name];
      if (typeof member !== 'function') return member;
      return (...args) => promisify(member).apply(target, args);
    },
  });
}

/** The first error of a fault, whichever way the library hands it over. */
export function faultOf(error) {
  const body = error?.response?.data ?? error;
  return body?.Fault?.Error?.[0] ?? body?.fault?.error?.[0];
}

/** Resolves with the fault that a call ends in; a call that succeeds is a failed test. */
export async function refusal(promise) {
  let answer;
  try {
    answer = await promise;
  } catch (error) {
    const fault = faultOf(error);
    if (fault) return { ...fault, status: error.response?.status };
    throw error;
  }
  throw new Error(`expected a fault, got ${JSON.stringify(answer)}`);
}
