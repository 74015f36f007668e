/** Home: what each tile is compared with, how tiles lead to Activity, and that old figures are marked as old. */
import { screen, waitFor, within } from "@testing-library/react";
import { expect, describe, it } from "vitest";
import { Window } from "../../app/App";
import { demoHandlers } from "../../demo/handlers";
import { HOME, LAST_RUN } from "../../demo/home";
import { memoryHost } from "../../host/memory";
import type { HomeView } from "../../ipc/generated";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";
import { toggledTile, withTile } from "../activity/filter";
import { changeOf, lineOf } from "./HomePage";

const tile = async (name: string) =>
  (await screen.findAllByRole("button", { name: new RegExp(`^${name}`) })).find((each) =>
    each.classList.contains("tile"),
  )!;
const chosen = () =>
  screen.getAllByRole("tab", { selected: true }).map((each) => each.textContent?.replace(/[\d,]+$/, ""));
const demo = () => memoryHost(demoHandlers());

describe("a tile", () => {
  it("is compared with the end of the run before the last", async () => {
    renderUi(<Window />, { host: demo() });
    const before = HOME.trend.at(-2)!.tiles;
    const completed = await tile("Completed");
    const change = within(completed).getByText(
      `+${HOME.tiles.completed - before.completed} since the run before`,
    );
    expect(change.title).toContain("21 Nov 2026");
    expect(completed.querySelector("svg path[d]")).not.toBeNull();
    expect((await tile("Pre-Sync")).textContent).toContain("−9 since the run before");
  });

  it("is compared with nothing after one run, and draws the line from run to run to now", () => {
    const now = HOME.tiles;
    expect(changeOf("completed", now, HOME.trend.slice(-1))).toBeUndefined();
    expect(changeOf("completed", now, [])).toBeUndefined();
    expect(lineOf("completed", now, HOME.trend)).toEqual([0, 600, 777, 812, 812]);
  });

  it("filters Activity on a click and adds to that filter on a Shift+click", async () => {
    const { user } = renderUi(<Window />, { host: demo() });
    await user.click(await tile("Failed"));
    await screen.findByRole("heading", { level: 1, name: "Activity" });
    expect(chosen()).toEqual(["Failed"]);
    await user.click(screen.getByRole("link", { name: /^Home/ }));
    await user.keyboard("{Shift>}");
    await user.click(await tile("Ignored"));
    await user.keyboard("{/Shift}");
    await screen.findByRole("heading", { level: 1, name: "Activity" });
    expect(chosen()).toEqual(["Failed", "Ignored"]);
    await expectAccessible();
  });

  it("is added and taken off in Activity itself, where all is the absence of a filter", async () => {
    const { user, host } = renderUi(<Window />, { host: demo(), path: "/activity?tile=failed" });
    const ignored = await screen.findByRole("tab", { name: /^Ignored/ });
    await user.keyboard("{Shift>}");
    await user.click(ignored);
    expect(chosen()).toEqual(["Failed", "Ignored"]);
    await waitFor(() =>
      expect(host.calls.findLast((call) => call.name === "transactions_list")?.req).toMatchObject({
        tiles: ["failed", "ignored"],
      }),
    );
    await user.click(screen.getByRole("tab", { name: /^Failed/ }));
    expect(chosen()).toEqual(["Ignored"]);
    await user.keyboard("{/Shift}");
    expect(withTile(["total"], "failed")).toEqual(["failed"]);
    expect(withTile(["failed"], "total")).toEqual(["total"]);
    expect(withTile(["failed", "held"], "failed")).toEqual(["held", "failed"]);
    expect(toggledTile(["failed"], "failed")).toEqual(["total"]);
  });
});

describe("figures from before a run", () => {
  it("are read again when the run ends, and marked as old until then", async () => {
    let answer: (home: HomeView) => void = () => undefined;
    let slow = false;
    const next = { ...HOME, tiles: { ...HOME.tiles, completed: 823, pre_sync: 0 } };
    const host = demo();
    host.set({
      home: () => (slow ? new Promise<HomeView>((resolve) => (answer = resolve)) : HOME),
    });
    const { user, container } = renderUi(<Window />, { host });
    await tile("Completed");
    await user.click(screen.getByRole("link", { name: /^Audit trail/ }));
    await screen.findByRole("heading", { level: 1, name: "Audit trail" });
    slow = true;
    const asked = () => host.calls.filter((call) => call.name === "home").length;
    const before = asked();
    host.emit({ run: LAST_RUN });
    await waitFor(() => expect(asked()).toBe(before + 1));
    await user.click(screen.getByRole("link", { name: /^Home/ }));
    expect((await tile("Completed")).textContent).toContain("812");
    expect(container.querySelector(".home__figures")?.getAttribute("aria-busy")).toBe("true");
    answer(next);
    await waitFor(async () => expect((await tile("Completed")).textContent).toContain("823"));
    expect(container.querySelector(".home__figures")?.getAttribute("aria-busy")).toBeNull();
  });
});

describe("a report that could not be mailed", () => {
  it("is said on Home with its reason, and leads to the report", async () => {
    const host = demo();
    const failure = {
      code: "mail_unreachable",
      params: { server: "smtp.example.com" },
      recovery: "retry",
      raw: null,
    } as const;
    const not_mailed = { run_id: 7, state: "failed", to: [], at: null, failure } as const;
    host.set({ home: () => ({ ...HOME, not_mailed: { ...not_mailed, to: [] } }) });
    renderUi(<Window />, { host });
    const banner = await screen.findByText(
      /The report of run 7 was not mailed\. The mail server smtp\.example\.com/,
    );
    expect(within(banner.closest(".banner") as HTMLElement).getByRole("button")).toBeTruthy();
  });
});
