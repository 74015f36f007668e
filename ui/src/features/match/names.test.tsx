/** Fields and values of records in a person's words. */
import { describe, expect, it } from "vitest";
import { renderHook } from "@testing-library/react";
import { Messages } from "../../i18n/intl";
import { useRecordWords } from "./names";

const words = () =>
  renderHook(() => useRecordWords(), {
    wrapper: ({ children }) => <Messages locale="en-GB">{children}</Messages>,
  }).result.current;

describe("words of a record", () => {
  it("names the line a field belongs to", () => {
    const { field } = words();
    expect(field("lines.2.amount")).toBe("Line 2: Amount");
    expect(field("bill_to.lines.1")).toBe("Bill to, line 1");
    expect(field("due_date")).toBe("Due date");
    expect(field("never_seen.before")).toBe("Never seen › before");
  });

  it("writes months by name, money with its decimals, and yes or no", () => {
    const { value } = words();
    expect(value("date", "2025-01-02")).toBe("2 Jan 2025");
    expect(value("lines.1.amount", "1168")).toBe("1,168.00");
    expect(value("unit_price", "12.5455")).toBe("12.5455");
    expect(value("active", "false")).toBe("No");
    expect(value("item_type", "non_inventory")).toBe("non inventory");
    expect(value("name", "1168")).toBe("1168");
    expect(value("total", "unreadable")).toBe("unreadable");
  });
});
