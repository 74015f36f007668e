// Sets a scene through the commands, for tests whose subject comes later, and counts in the ledger's own book.
// Not here: what a person does. Invariant: nothing is done here that the window could not do.

import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The practice company, opened and signed in to. The world must have been started with `consent`. */
export async function connected(world, system = null) {
  await world.call("practice_open", { system });
  const { authorize_url } = await world.call("sign_in_start");
  await fetch(authorize_url);
  const { state, trouble } = await world.call("sign_in_wait", { seconds: 30 });
  assert.equal(state, "arrived", JSON.stringify(trouble));
  assert.equal((await world.call("sign_in_confirm")).state, "done");
}

export async function pulled(world, system = null) {
  await connected(world, system);
  await world.ended(await world.call("pull_start", { kinds: [], changes_only: false }));
}

/** What a careful bookkeeper would do in a minute. */
export async function matched(world) {
  await pulled(world);
  await acceptTiers(world, ["exact", "strong"]);
  await chooseAccounts(world);
  await world.call("setting_set", { name: "policy.create_unmatched", value: "true" });
}

export async function acceptTiers(world, tiers) {
  for (const { kind } of (await world.call("lists_overview")).kinds)
    for (const tier of tiers) {
      const request = { kind, tiers: [tier], ids: [] };
      const { count, hash } = await world.call("match_bulk_preview", request);
      if (count > 0) await world.call("match_bulk_accept", { ...request, hash });
    }
}

export async function chooseAccounts(world) {
  for (const { slot, account } of (await world.call("settings_get")).accounts) {
    if (account !== null) continue;
    const choice = (await world.call("account_choices", { slot, search: "" })).find((each) => each.disabled === null);
    await world.call("setting_set", { name: `account.${slot}`, value: JSON.stringify(choice.id) });
  }
}

/** One step of the wizard, from its plan to the end of its run. */
export async function sent(world, step) {
  const plan = await world.call("plan_make", { step });
  const run = await world.call("plan_approve", { plan_id: plan.plan_id, hash: plan.hash, typed: plan.typed_word });
  return world.ended(run);
}

/** The practice ledger's own book, asked behind the program's back. */
export async function book(world, kind) {
  const { values } = await world.call("connection_get");
  const address = values.find((value) => value.key === "base_url").value;
  const query = kind === undefined ? "" : `?kind=${kind}`;
  return (await fetch(`${new URL(address).origin}/_practice/book${query}`)).json();
}

/** Somebody works in the ledger's own screens: `act` is create or update, `kind` and `body` are the ledger's own words. */
export async function inLedger(world, act, kind, body) {
  const { values } = await world.call("connection_get");
  const { origin } = new URL(values.find((value) => value.key === "base_url").value);
  const request = { method: "POST", body: JSON.stringify({ [act]: { [kind]: body } }) };
  const answer = await fetch(`${origin}/_practice/settings`, request);
  assert.ok(answer.ok, await answer.text());
}

/** Our references in what the ledger holds, each with how often it occurs. */
export function references(documents) {
  const counts = new Map();
  for (const document of documents)
    for (const [marker] of JSON.stringify(document).matchAll(/\bTO[A-Z2-7]{16}\b/g))
      counts.set(marker, (counts.get(marker) ?? 0) + 1);
  return counts;
}

/** Imports `count` customers from a generated file. */
export async function importCustomers(world, count) {
  return importLines(world, Array.from({ length: count }, (_, n) => `G${n},Generated customer ${n} of ${words(n)},g${n}@example.com`));
}

/** Imports customers: id, name, e-mail. */
export async function importLines(world, lines) {
  const path = join(world.folder, "generated.csv");
  await writeFile(path, ["CustomerID,Name,Email", ...lines, ""].join("\n"));
  const { files } = await world.call("file_pick", { purpose: "import", multiple: false, path });
  const asked = { handle: files[0].handle, encoding: null, delimiter: null, header_row: null, sheet: null };
  const { columns } = await world.call("import_inspect", asked);
  const mapping = { ...asked, kind: "customer", lines: false, columns, snapshot: false };
  return world.call("import_run", { name: "Northwind files", currency: "USD", files: [mapping], accept_gone: false });
}

/** Names that differ as names do. */
const words = (n) => [n % 97, n % 89, n % 83].map((part) => String.fromCharCode(97 + (part % 26)).repeat(3) + part).join(" ");
