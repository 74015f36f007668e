import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { resetLive } from "../../components/Live";
import { STATUS } from "../../demo/app";
import { memoryHost } from "../../host/memory";
import type { FailureView } from "../../ipc/generated";
import { renderUi } from "../../test/render";
import { createMatchStore } from "./demo";
import { MatchPage } from "./MatchPage";

const trouble: FailureView = {
  code: "many_rows_gone",
  recovery: "ask_admin",
  params: { kind: "customer", gone: "30", before: "30" },
  raw: null,
};

it("buries a list that is suddenly short only after a second, explicit yes", async () => {
  resetLive();
  const host = memoryHost();
  const store = createMatchStore(host.emit, { list: { pull: "failed", trouble } });
  host.set({ app_status: () => STATUS, ...store.handlers });
  const { user } = renderUi(<MatchPage />, { host, path: "/match?kind=customer" });
  await user.click(await screen.findByRole("button", { name: "They are gone" }));
  const pulls = () => host.calls.filter((call) => call.name === "pull_start").map((call) => call.req);
  expect(pulls()).toEqual([]);
  const dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: "They are gone" }));
  await waitFor(() =>
    expect(pulls()).toEqual([{ kinds: ["customer"], changes_only: false, accept_gone: true }]),
  );
});
