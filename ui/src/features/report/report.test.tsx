import { screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { describe, expect, it } from "vitest";
import { STATUS } from "../../demo/app";
import { memoryHost, type Handlers } from "../../host/memory";
import { sumDecimals } from "../../i18n/format";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";
import { syncDemo } from "../sync/demo";
import { REPORT } from "../sync/demo-plan";
import { addsUp } from "./Counts";
import { ReportPage } from "./ReportPage";

function open(handlers: Handlers = {}) {
  const host = memoryHost();
  host.set({ app_status: () => STATUS, ...syncDemo(host.emit, { pace: 0 }), ...handlers });
  return renderUi(
    <Routes>
      <Route path="/report/:runId" element={<ReportPage />} />
      <Route path="/activity" element={<p>Activity page</p>} />
    </Routes>,
    { host, path: "/report/7" },
  );
}

describe("the report of a run", () => {
  it("shows figures that add up and a bridge that sums to the difference", async () => {
    open();
    expect(await screen.findByText(/830 planned = 824 sent \+ 2 held \+ 3 failed \+ 1 ignored/)).toBeTruthy();
    expect(addsUp(REPORT)).toBe(true);
    expect(sumDecimals(REPORT.tie_out.bridge.map((line) => line.amount))).toBe(REPORT.tie_out.difference);
    expect(screen.getByText("The sides differ by 6,253.97 USD.")).toBeTruthy();
    await expectAccessible();
  });

  it("says so when the figures do not add up", async () => {
    open({ report_get: () => ({ ...REPORT, counts: { ...REPORT.counts, sent: 800 } }) });
    expect(await screen.findByText(/These figures do not add up/)).toBeTruthy();
  });

  it("leads from a number to its records", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: /^3\s*failed$/ }));
    expect(await screen.findByText("Activity page")).toBeTruthy();
  });

  it("saves a PDF and offers to open it", async () => {
    const { user, host } = open();
    await user.click(await screen.findByRole("button", { name: "Save PDF" }));
    expect((await screen.findAllByText("Saved Northwind sync report 7.pdf")).length).toBeGreaterThan(0);
    await user.click(
      within(screen.getByRole("region", { name: "Messages" })).getByRole("button", { name: "Open" }),
    );
    await waitFor(() =>
      expect(host.calls.find((call) => call.name === "file_open")?.req).toEqual({
        handle: "r1",
        show_in_folder: false,
      }),
    );
  });

  it("agrees in words when both sides agree", async () => {
    const tie_out = { ...REPORT.tie_out, ledger: REPORT.tie_out.source, difference: "0.00", bridge: [] };
    open({ report_get: () => ({ ...REPORT, tie_out, exceptions: [] }) });
    expect(await screen.findByText("Both sides agree to the cent.")).toBeTruthy();
    expect(screen.getByText("Every record went through.")).toBeTruthy();
  });

  it("tells when the report cannot be read", async () => {
    open({
      report_get: () => {
        throw { code: "not_found", params: {}, message: "" };
      },
    });
    expect(await screen.findByRole("button", { name: "Back to Sync" })).toBeTruthy();
    await waitFor(() =>
      expect(screen.getAllByRole("alert").some((each) => each.textContent !== "")).toBe(true),
    );
  });

  it("is prepared as a mail without any set-up, and sent once sending is set up", async () => {
    const { user, host } = open();
    await user.click(await screen.findByRole("button", { name: "Prepare mail" }));
    expect((await screen.findAllByText(/opens a draft with the report attached/)).length).toBeGreaterThan(0);
    const send = screen.getByRole("button", { name: /^Send by mail/ });
    await user.click(send);
    expect(host.calls.some((call) => call.name === "report_mail_send")).toBe(false);
    expect(send.title).toBe("Sending is not set up yet");
  });

  it("says to whom it was mailed, and when", async () => {
    const { user } = open({
      mail_settings_get: () => ({
        server: "smtp.example.com",
        port: 465,
        security: "tls",
        user: "",
        password_stored: false,
        from: "a@example.com",
        to: ["b@example.com"],
        after_each_sync: "never",
        missing: null,
      }),
      report_mail_send: ({ run_id }) => ({
        run_id,
        state: "sent",
        to: ["b@example.com"],
        at: "2026-11-22T06:15:02Z",
        failure: null,
      }),
    });
    await user.click(await screen.findByRole("button", { name: "Send by mail" }));
    expect(await screen.findByText(/Sent to b@example.com,/)).toBeTruthy();
    await expectAccessible();
  });

  it("tells for each exception what to do and where", async () => {
    open();
    const row = await screen.findByRole("row", { name: /INV-10251/ });
    expect(within(row).getByRole("button", { name: "Open Match" })).toBeTruthy();
  });

  it("prints from the system's viewer", async () => {
    const { user, host } = open();
    await user.click(await screen.findByRole("button", { name: "Print…" }));
    await waitFor(() =>
      expect(host.calls.find((call) => call.name === "file_open")?.req).toEqual({
        handle: "r1",
        show_in_folder: false,
      }),
    );
  });
});
