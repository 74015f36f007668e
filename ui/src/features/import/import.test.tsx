/** Import: which columns count, several files and sheets, remembered files; nothing is taken for granted. */
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { demoHandlers } from "../../demo/handlers";
import { memoryHost } from "../../host/memory";
import type { FileMapping, ImportInspection } from "../../ipc/generated";
import { renderUi } from "../../test/render";
import { isParted, isReady, missingRoles, newDraft, settled, toMapping, type DraftFile } from "./draft";
import ImportPage from "./ImportPage";

const column = (role: string) => ({
  name: role,
  occurrence: 1,
  role,
  format: null,
  ambiguous: [],
  values: [],
  words: {},
});
const ROLES = {
  customer: ["*name", "id"],
  invoice: ["*id", "*customer", "*date", "total", "state", "item", "quantity", "unit_price", "amount"],
  "invoice.header": ["*id", "*customer", "*date", "total"],
  "invoice.lines": ["*document", "item", "quantity", "unit_price", "amount"],
};
function draft(handle: string, roles: string, change: Partial<ImportInspection> = {}): DraftFile {
  const inspection: ImportInspection = {
    handle,
    file: "a.csv",
    encoding: "UTF-8",
    encodings: ["UTF-8"],
    encoding_guessed: false,
    accented: [],
    delimiter: ",",
    sheets: [],
    sheet: null,
    header_row: 1,
    columns: roles.split(" ").map(column),
    sample: [],
    rows: 1,
    kind: "invoice",
    lines: false,
    snapshot: false,
    defaults: {},
    final_when: null,
    profile: null,
    roles: ROLES,
    ...change,
  };
  return newDraft("a.csv", inspection);
}
const ready = (files: DraftFile[]) => files.map((file) => isReady(file, files));

describe("invoices and their lines", () => {
  it("need an amount, or a quantity and a price, or the file with the lines", () => {
    const lines = draft("l", "document item amount");
    for (const [files, expected] of [
      [[draft("f", "id customer date amount")], [true]],
      [[draft("f", "id customer date quantity unit_price")], [true]],
      [[draft("f", "id customer date quantity")], [false]],
      [[draft("f", "id customer date total")], [false]],
      [
        [draft("f", "id customer date total"), lines],
        [true, true],
      ],
    ] as const)
      expect(ready(settled(files))).toEqual(expected);
    const alone = draft("f", "id customer date total");
    expect(missingRoles(alone, false)).toEqual(["amount_or_lines"]);
  });

  it("a header's amount is shown as not imported once another file holds the lines", () => {
    const files = settled([draft("f", "id customer date amount"), draft("l", "document item amount")]);
    expect(isParted(files[0]!, files)).toBe(true);
    expect(files[0]!.columns.map((each) => each.role)).toEqual(["id", "customer", "date", null]);
    expect(toMapping(files[1]!).lines).toBe(true);
  });

  it("a list has no lines, whatever the switch said for another kind", () => {
    const file = { ...draft("c", "name id", { kind: "customer" }), lines: true };
    expect(settled([file])[0]!.lines).toBe(false);
  });
});

const host = (inspections: Record<string, ImportInspection>, change = {}) =>
  memoryHost({
    ...demoHandlers(),
    file_pick: () => ({
      files: Object.values(inspections).map(({ handle, file }) => ({ handle, name: file, bytes: "1" })),
    }),
    import_inspect: ({ handle, sheet }) => ({
      ...inspections[handle]!,
      ...(sheet === null ? {} : { sheet }),
    }),
    ...change,
  });
const choose = async (user: ReturnType<typeof renderUi>["user"]) => {
  await user.type(await screen.findByRole("textbox", { name: /File or folder/ }), "/x{Enter}");
};

describe("the page", () => {
  it("reads a second sheet of one workbook beside the first", async () => {
    const sheets = ["Invoices", "Lines"];
    const book = draft("b", "id customer date amount", {
      file: "book.xlsx",
      delimiter: null,
      sheets,
      sheet: "Invoices",
    });
    const asked = host({ b: book.inspection });
    const { user } = renderUi(<ImportPage />, { host: asked });
    await choose(user);
    await user.click(await screen.findByRole("button", { name: "Also read Lines" }));
    const files = await screen.findByRole("list", { name: "Chosen files" });
    expect(
      within(files)
        .getAllByRole("button")
        .map((each) => each.textContent),
    ).toEqual([
      expect.stringContaining("book.xlsx · Invoices"),
      expect.stringContaining("book.xlsx · Lines"),
    ]);
    await user.click(screen.getByRole("button", { name: "Preview" }));
    const sent = asked.calls.find(({ name }) => name === "import_preview")?.req as { files: FileMapping[] };
    expect(sent.files.map(({ handle, sheet }) => [handle, sheet])).toEqual([
      ["b", "Invoices"],
      ["b", "Lines"],
    ]);
  });

  it("takes a remembered file straight to its preview and says by which profile", async () => {
    const known = draft("f", "id customer date amount", { profile: "Weekly" });
    const { user } = renderUi(<ImportPage />, { host: host({ f: known.inspection }) });
    await choose(user);
    expect(await screen.findByText("Read as remembered: Weekly.")).toBeTruthy();
    expect(screen.getByRole("button", { name: /^Import \d+ record/ })).toBeTruthy();
  });

  it("asks what the words of a state mean and sends the answers", async () => {
    const file = draft("f", "id customer date amount state").inspection;
    const state = { ...file.columns[4]!, values: ["Posted", "Open", "Draft"] };
    const asked = host({ f: { ...file, columns: [...file.columns.slice(0, 4), state] } });
    const { user } = renderUi(<ImportPage />, { host: asked });
    await choose(user);
    await user.selectOptions(await screen.findByRole("combobox", { name: "What Posted means" }), "Final");
    await user.click(screen.getByRole("button", { name: /Preview/ }));
    expect(asked.calls.some(({ name }) => name === "import_preview")).toBe(false);
    await user.selectOptions(screen.getByRole("combobox", { name: "What Open means" }), "Draft");
    expect(screen.queryByRole("combobox", { name: "What Draft means" })).toBeNull();
    await user.type(screen.getByRole("textbox", { name: /Item of lines without one/ }), "Sales");
    await user.click(screen.getByRole("button", { name: /Preview/ }));
    const sent = asked.calls.find(({ name }) => name === "import_preview")?.req as { files: FileMapping[] };
    expect(sent.files[0]!.columns[4]!.words).toEqual({ Posted: "final", Open: "draft" });
    expect(sent.files[0]!.defaults).toEqual({ item: "Sales" });
  });

  it("names the profile that recognised the file, and asks about a guessed encoding", async () => {
    const known = draft("f", "id customer date", {
      profile: "Weekly",
      encoding: "windows-1252",
      encoding_guessed: true,
      accented: [["7", "Romarío"]],
    });
    const { user } = renderUi(<ImportPage />, { host: host({ f: known.inspection }) });
    await choose(user);
    expect(await screen.findByText("Recognised: Weekly")).toBeTruthy();
    expect(screen.getByText(/windows-1252 is a guess/)).toBeTruthy();
    expect(screen.getByText("7 · Romarío")).toBeTruthy();
  });

  it("asks for the currency where nobody has said it", async () => {
    const demo = demoHandlers();
    const file = draft("f", "id customer date amount").inspection;
    const nobody = host(
      { f: file },
      {
        home: async () => {
          const home = await demo.home!({});
          return { ...home, currency: null, connection: { ...home.connection, currency: null } };
        },
        import_last: () => null,
      },
    );
    const { user } = renderUi(<ImportPage />, { host: nobody });
    await choose(user);
    const currency = await screen.findByRole<HTMLInputElement>("textbox", { name: /^Currency/ });
    expect(currency.value).toBe("");
    await user.click(screen.getByRole("button", { name: /Preview/ }));
    expect(nobody.calls.some(({ name }) => name === "import_preview")).toBe(false);
    await user.type(currency, "eur");
    await user.click(screen.getByRole("button", { name: /Preview/ }));
    expect(nobody.calls.some(({ name }) => name === "import_preview")).toBe(true);
  });

  it("renames and forgets remembered files", async () => {
    const { user } = renderUi(<ImportPage />, { host: memoryHost(demoHandlers()) });
    await user.click(await screen.findByRole("button", { name: "Rename Northwind customers" }));
    const field = screen.getByRole("textbox", { name: "Name" });
    await user.clear(field);
    await user.type(field, "Weekly list{Enter}");
    await user.click(await screen.findByRole("button", { name: "Forget Weekly list" }));
    await user.click(screen.getByRole("button", { name: "Forget" }));
    await expect.poll(() => screen.queryByText(/Weekly list/)).toBeNull();
  });
});
