import { act, screen, waitFor, within } from "@testing-library/react";
import { createRef, useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";
import { MenuButton } from "../Menu";
import {
  DataGrid,
  NO_SELECTION,
  selectedCount,
  type DataGridProps,
  type GridColumn,
  type GridHandle,
} from ".";

interface Line {
  id: string;
  name: string;
}

const columns: GridColumn<Line>[] = [
  {
    id: "name",
    header: "Name",
    width: 200,
    grow: 1,
    sortable: true,
    compare: (a, b) => a.name.localeCompare(b.name),
    cell: (row) => row.name,
  },
  {
    id: "act",
    header: "Action",
    width: 90,
    cell: (row, { tabIndex }) => (
      <button type="button" tabIndex={tabIndex}>
        Do {row.id}
      </button>
    ),
  },
];
const line = (index: number): Line => ({ id: `r${index}`, name: `Name ${String(index).padStart(5, "0")}` });
const many = (count: number) => Array.from({ length: count }, (_, index) => line(index));

function Grid(props: Partial<DataGridProps<Line>> & { seen?: (count: number) => void; rowCount?: number }) {
  const [selection, setSelection] = useState(NO_SELECTION);
  return (
    <DataGrid
      label="Lines"
      columns={columns}
      rowKey={(row) => row.id}
      rows={many(props.rowCount ?? 20)}
      selection={selection}
      onSelectionChange={(next) => {
        setSelection(next);
        props.seen?.(selectedCount(next, props.rowCount ?? 20));
      }}
      {...props}
    />
  );
}

const focusedText = () => document.activeElement?.textContent;

describe("DataGrid", () => {
  it("is one tab stop and moves by cell with the arrow keys", async () => {
    const { user } = renderUi(<Grid />);
    await user.tab();
    await user.keyboard("{ArrowRight}");
    expect(focusedText()).toBe("Name 00000");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(focusedText()).toBe("Name 00002");
    await user.keyboard("{ArrowRight}");
    expect(focusedText()).toBe("Do r2");
    await user.tab();
    expect(document.activeElement?.closest('[role="grid"]')).toBeNull();
  });

  it("has exactly one element in the tab order at any time", async () => {
    const { container, user } = renderUi(<Grid />);
    await user.tab();
    await user.keyboard("{ArrowDown}{ArrowRight}");
    const grid = within(container).getByRole("grid");
    expect(grid.querySelectorAll("[tabindex='0']").length).toBe(1);
    await user.keyboard("{ArrowRight}");
    expect(grid.querySelectorAll("[tabindex='0']").length).toBe(1);
  });

  it("selects with space, extends with shift, takes everything with Ctrl+A", async () => {
    const seen = vi.fn();
    const { user } = renderUi(<Grid seen={seen} />);
    await user.tab();
    await user.keyboard("{ArrowRight} ");
    expect(seen).toHaveBeenLastCalledWith(1);
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(seen).toHaveBeenLastCalledWith(3);
    await user.keyboard("{Control>}a{/Control}");
    expect(seen).toHaveBeenLastCalledWith(20);
    await user.keyboard(" ");
    expect(seen).toHaveBeenLastCalledWith(19);
  });

  it("sorts by a column head and announces the direction", async () => {
    const { user } = renderUi(<Grid />);
    const head = screen.getByRole("columnheader", { name: /Name/ });
    expect(head.getAttribute("aria-sort")).toBe("none");
    await user.click(within(head).getByRole("button"));
    expect(head.getAttribute("aria-sort")).toBe("ascending");
    await user.click(within(head).getByRole("button"));
    expect(head.getAttribute("aria-sort")).toBe("descending");
    expect(screen.getAllByRole("row")[1]?.textContent).toContain("Name 00019");
  });

  it("gives the page's own keys precedence and tells them the row", async () => {
    const onKey = vi.fn(({ key }: { key: string }) => key === "i");
    const { user } = renderUi(<Grid onKey={onKey} />);
    await user.tab();
    await user.keyboard("{ArrowDown}i");
    expect(onKey.mock.lastCall?.[0]).toMatchObject({ key: "i", rowIndex: 1, row: { id: "r1" } });
  });

  it("opens a row with Enter and leaves Enter on a button to the button", async () => {
    const onOpen = vi.fn();
    const { user } = renderUi(<Grid onOpen={onOpen} />);
    await user.tab();
    await user.keyboard("{ArrowRight}{ArrowDown}{Enter}");
    expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: "r1" }), 1);
    await user.keyboard("{ArrowRight}{Enter}");
    expect(onOpen).toHaveBeenCalledTimes(1);
  });

  it("edits a cell with F2 and gives the focus back on Escape", async () => {
    const editable: GridColumn<Line>[] = [
      {
        id: "name",
        header: "Name",
        width: 200,
        cell: (row) => row.name,
        editor: (row, close) => (
          <input
            aria-label={`Name of ${row.id}`}
            autoFocus
            onKeyDown={(event) => event.key === "Escape" && close()}
          />
        ),
      },
    ];
    const { user } = renderUi(
      <DataGrid label="Lines" columns={editable} rowKey={(row) => row.id} rows={many(3)} />,
    );
    await user.tab();
    await user.keyboard("{ArrowDown}{F2}");
    expect(document.activeElement).toBe(screen.getByLabelText("Name of r1"));
    await user.keyboard("x{ArrowDown}{Escape}");
    expect(focusedText()).toBe("Name 00001");
  });

  it("holds 50,000 windowed rows while mounting a screenful, and keeps the focus on the active row", async () => {
    const asked: number[] = [];
    const source = {
      rowCount: 50_000,
      getRow: (index: number) => (asked.push(index), line(index)),
    };
    const handle = createRef<GridHandle>();
    const { user } = renderUi(
      <DataGrid label="Lines" columns={columns} rowKey={(row) => row.id} source={source} handle={handle} />,
    );
    const grid = screen.getByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("50001");
    expect(screen.getAllByRole("row").length).toBeLessThan(80);
    await user.tab();
    await user.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(focusedText()).toBe("Do r49999"));
    expect(document.activeElement?.closest("[role=row]")?.getAttribute("aria-rowindex")).toBe("50001");
    await user.keyboard("{Control>}{Home}{/Control}");
    await waitFor(() => expect(focusedText()).toBe("Name 00000"));
    handle.current?.focusRow(30_000);
    await waitFor(() => expect(focusedText()).toBe("Name 30000"));
    expect(screen.getAllByRole("row").length).toBeLessThan(80);
  });

  it("moves past a menu button with the arrow keys, opens it with Enter, and gives the focus back", async () => {
    const run = vi.fn();
    const withMenu: GridColumn<Line>[] = [
      {
        id: "menu",
        header: "Menu",
        width: 60,
        cell: (row, { tabIndex }) => (
          <MenuButton
            label={`Menu of ${row.id}`}
            tabIndex={tabIndex}
            actions={[{ id: "a", label: "Act", run }]}
          />
        ),
      },
    ];
    const { user } = renderUi(
      <DataGrid label="Lines" columns={withMenu} rowKey={(row) => row.id} rows={many(9)} />,
    );
    await user.tab();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Menu of r2" }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("menuitem"));
    await user.keyboard("{Enter}");
    expect(run).toHaveBeenCalledTimes(1);
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("button", { name: "Menu of r2" })),
    );
  });

  it("keeps the focus while a row's data arrives and moves it into the row's button", async () => {
    function Late() {
      const [here, setHere] = useState(false);
      const source = { rowCount: 5, getRow: (index: number) => (here ? line(index) : undefined) };
      return (
        <>
          <DataGrid label="Lines" columns={columns} rowKey={(row) => row.id} source={source} />
          <button type="button" onClick={() => setHere(true)}>
            Arrive
          </button>
        </>
      );
    }
    const { user } = renderUi(<Late />);
    await user.tab();
    await user.keyboard("{ArrowDown}{ArrowRight}");
    act(() => screen.getByText("Arrive").click());
    expect(focusedText()).toBe("Do r1");
  });

  it("shows a row that has not arrived as loading, not as empty", () => {
    const source = { rowCount: 3, getRow: () => undefined };
    const { container } = renderUi(
      <DataGrid label="Lines" columns={columns} rowKey={(row: Line) => row.id} source={source} />,
    );
    expect(container.querySelectorAll(".grid__skeleton").length).toBe(6);
  });

  it.each([
    ["loading", { state: "loading" as const, rows: [] }],
    ["empty", { rows: [], empty: <p>Nothing here</p> }],
    ["error", { state: "error" as const, rows: [], error: <p>Broken</p> }],
    ["one row", { rows: many(1) }],
    ["with totals", { rows: many(5), footer: { name: "5 records" } }],
  ])("has no accessibility violations: %s", async (_, props) => {
    const { container } = renderUi(<Grid {...props} />);
    await expectAccessible(container);
  });
});
