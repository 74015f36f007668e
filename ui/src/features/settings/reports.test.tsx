/** Reports & email: what is kept, that a test sends what is shown, and that a password never comes back. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Window } from "../../app/App";
import { demoHandlers } from "../../demo/handlers";
import { memoryHost, type Handlers } from "../../host/memory";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";

const start = (more: Handlers = {}) =>
  renderUi(<Window />, { host: memoryHost({ ...demoHandlers(), ...more }), path: "/settings/reports" });
const field = (name: string) => screen.findByRole("textbox", { name });
const saved = (host: ReturnType<typeof memoryHost>) =>
  host.calls.filter((call) => call.name === "mail_settings_set").map((call) => call.req);

describe("reports and email", () => {
  it("keeps the server and forgets the typed password", async () => {
    const { user, host } = start();
    await user.type(await field("Mail server"), "smtp.example.com");
    await user.selectOptions(screen.getByRole("combobox", { name: "Security" }), "starttls");
    expect(((await field("Port")) as HTMLInputElement).value).toBe("587");
    await user.type(await field("User"), "ana");
    const password = screen.getByLabelText<HTMLInputElement>("Password");
    await user.type(password, "secret");
    await user.type(await field("To"), "a@example.com, b@example.com");
    await user.click(screen.getByRole("radio", { name: /^Always/ }));
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(saved(host)).toHaveLength(1));
    expect(saved(host)[0]).toEqual({
      server: "smtp.example.com",
      port: 587,
      security: "starttls",
      user: "ana",
      password: "secret",
      from: "",
      to: ["a@example.com", "b@example.com"],
      after_each_sync: "always",
    });
    await waitFor(() => expect(password.value).toBe(""));
    expect(password.placeholder).toMatch(/^Stored/);
    expect(await screen.findByText("Ready to send")).toBeTruthy();
  });

  it("tests what is shown, and says what the server refused", async () => {
    const refused = {
      code: "mail_sign_in_refused",
      params: { user: "ana" },
      recovery: "change_setting",
      message: null,
      report_id: "r",
    };
    const { user, host } = start({
      mail_test: () => {
        throw refused;
      },
    });
    await user.type(await field("Mail server"), "smtp.example.com");
    await user.click(screen.getByRole("button", { name: "Send a test mail" }));
    expect(await screen.findByText(/refused the sign-in of ana/)).toBeTruthy();
    const order = host.calls.map((call) => call.name).filter((name) => name.startsWith("mail_"));
    expect(order.slice(-2)).toEqual(["mail_settings_set", "mail_test"]);
  });
});
