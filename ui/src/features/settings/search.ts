/** Finding a setting by its name or its help text, in both systems' words, and going to it. Pure but for `focusSetting`. */
import type { ConnectionView, ObjectSwitch, SettingsView } from "../../ipc/generated";
import { en, type MessageId } from "../../i18n/en";
import type { Words } from "../../i18n/intl";
import { isShared } from "./useSharing";

export interface SettingEntry {
  id: string;
  section: "connections" | "objects" | "accounts" | "policies" | "reports" | "appearance";
  /** As it stands on the page: it is found there by this. */
  label: string;
  /** Help and choices, in the order in which they are shown. */
  help: string;
}

const POLICIES: readonly (readonly [MessageId, readonly MessageId[]])[] = [
  ["settings.goLive", ["settings.goLiveHint"]],
  [
    "settings.closedPeriod",
    [
      "settings.closedPeriod.hold",
      "settings.closedPeriod.hold.note",
      "settings.closedPeriod.first_open_day",
      "settings.closedPeriod.first_open_day.note",
    ],
  ],
  ["settings.zeroTotal", ["settings.zeroTotal.skip", "settings.zeroTotal.send"]],
  ["settings.unmatched", ["settings.unmatched.ask", "settings.unmatched.create"]],
  ["settings.prefix", ["settings.prefixHint"]],
];

const REPORTS: readonly (readonly [MessageId, readonly MessageId[]])[] = [
  ["settings.mail.server", ["settings.reportsNote"]],
  [
    "settings.mail.security",
    ["settings.mail.security.tls", "settings.mail.security.starttls", "settings.mail.security.plain"],
  ],
  ["settings.mail.port", ["settings.reports"]],
  ["settings.mail.user", ["settings.mail.userHint"]],
  ["settings.mail.password", ["settings.mail.passwordHint"]],
  ["settings.mail.from", ["settings.reports"]],
  ["settings.mail.to", ["settings.mail.toHint"]],
  [
    "settings.mail.after",
    ["settings.mail.after.never", "settings.mail.after.failures", "settings.mail.after.always"],
  ],
  ["settings.mail.test", ["settings.reports"]],
];

const APPEARANCE: readonly (readonly [MessageId, readonly MessageId[]])[] = [
  [
    "settings.theme",
    [
      "settings.theme.system",
      "settings.theme.light",
      "settings.theme.dark",
      "settings.theme.contrast",
      "settings.appearanceNote",
    ],
  ],
  ["settings.density", ["settings.density.comfortable", "settings.density.compact"]],
  ["settings.negative", ["settings.appearanceNote"]],
];

type Seen = { settings: SettingsView | undefined; connection: ConnectionView | undefined };

/** Every setting there is now: what the ledger and the files call their records comes from the backend. */
export function settingEntries(words: Words, { settings, connection }: Seen): SettingEntry[] {
  const { t } = words;
  const fixed = (section: SettingEntry["section"], list: typeof POLICIES): SettingEntry[] =>
    list.map(([id, help]) => ({
      id,
      section,
      label: t(id),
      help: help.map((each) => t(each, { example: settings?.policies.reference_prefix ?? "" })).join(" · "),
    }));
  return [
    ...connectionEntries(words, connection),
    { id: "sign_in_each_sync", section: "connections", label: t("signIn.each"), help: t("signIn.eachNote") },
    ...(settings?.objects ?? []).flatMap((object) => objectEntries(words, object)),
    ...(settings?.accounts ?? []).map((slot) => ({
      id: `account.${slot.slot}`,
      section: "accounts" as const,
      label: t(`settings.slot.${slot.slot}` as MessageId),
      help: `${t("settings.mustBe", { type: slot.required_words })} · ${t("settings.accountsNote")}`,
    })),
    ...fixed("policies", POLICIES),
    ...fixed("reports", REPORTS),
    ...fixed("appearance", APPEARANCE),
  ];
}

/** A list with a direction is two settings, another kind is one switch. */
function objectEntries({ t }: Words, object: ObjectSwitch): SettingEntry[] {
  const kind = (each: string) => t(`kind.${each}` as MessageId, { count: 2 });
  const own = [
    kind(object.kind),
    t("settings.bothWords", { source: object.source_words, ledger: object.ledger_words }),
    object.needs.length === 0
      ? t("settings.needsNothing")
      : t("settings.needs", { list: object.needs.map(kind).join(", ") }),
    ...(object.kind === "journal_entry" ? [t("settings.journalCaution")] : []),
  ];
  const entry = (id: string, label: string, more: readonly string[]): SettingEntry => ({
    id: `${id}.${object.kind}`,
    section: "objects",
    label,
    help: [...own, ...more].join(" · "),
  });
  if (!isShared(object)) return [entry("object", kind(object.kind), [])];
  const of = { kind: t(`kindWord.${object.kind}` as MessageId) };
  const ways: MessageId[] = ["settings.sharing.one_way", "settings.sharing.both", "settings.sharing.off"];
  return [
    entry("sharing", t("settings.sharing", of), [t("settings.directionWord"), ...ways.map((way) => t(way))]),
    entry("master", t("settings.master", of), [t("settings.masterWord")]),
  ];
}

function connectionEntries({ t }: Words, connection: ConnectionView | undefined): SettingEntry[] {
  if (connection === undefined) return [];
  const known = connection.company_name !== null;
  const system = connection.ledger_name ?? t("settings.noLedger");
  const values = connection.values.map((value) => {
    const id = `settings.value.${value.key}`;
    return {
      id,
      section: "connections" as const,
      label: id in en ? t(id as MessageId) : value.label,
      help: `${t("settings.authentication")} · ${system}`,
    };
  });
  const acts: MessageId[] = known
    ? ["settings.signInAgain", "settings.refresh", "settings.disconnect"]
    : ["settings.signIn"];
  const buttons = acts.map((id) => ({
    id,
    section: "connections" as const,
    label: t(id),
    help: `${system} · ${t("settings.connectionNote")}`,
  }));
  return [...buttons, ...values];
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Settings that hold every typed word, those with the words in their name first. */
export function findSettings(entries: readonly SettingEntry[], typed: string): SettingEntry[] {
  const asked = plain(typed).split(/\s+/).filter(Boolean);
  if (asked.length === 0) return [];
  const has = (text: string) => asked.every((word) => plain(text).includes(word));
  const found = entries.filter((entry) => has(`${entry.label} ${entry.help}`));
  return [...found.filter((entry) => has(entry.label)), ...found.filter((entry) => !has(entry.label))];
}

/** The control that carries this name on the page. */
function controlOf(root: HTMLElement, label: string): HTMLElement | undefined {
  const named = [...root.querySelectorAll<HTMLElement>("[role=switch], button, legend, label")].find(
    (each) => (each.getAttribute("aria-label") ?? each.textContent?.trim()) === label,
  );
  if (named === undefined || named.matches("button")) return named;
  if (named.matches("legend"))
    return named.parentElement?.querySelector<HTMLElement>("input:checked, input") ?? undefined;
  const id = named.getAttribute("for");
  return (id === null ? named.querySelector("input") : document.getElementById(id)) ?? undefined;
}

/** Moves the focus to a setting, opening the fold around it; false when it is not on the page (yet). */
export function focusSetting(root: HTMLElement, label: string): boolean {
  const control = controlOf(root, label);
  if (control === undefined) return false;
  const fold = control.closest(".fold")?.querySelector<HTMLElement>(".fold__title[aria-expanded=false]");
  fold?.click();
  // An opened fold shows its fields with the next frame.
  requestAnimationFrame(() => {
    control.focus();
    control.scrollIntoView?.({ block: "center" });
  });
  return true;
}
