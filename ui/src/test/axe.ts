/**
 * axe-core on the rendered page. Colour contrast needs real layout and is checked in a browser; landmarks of a
 * lone component are not its own business.
 */
import axe from "axe-core";
import { expect } from "vitest";

export async function expectAccessible(container: Element = document.body) {
  const found = await axe.run(container, {
    rules: {
      "color-contrast": { enabled: false },
      region: { enabled: false },
      "page-has-heading-one": { enabled: false },
    },
  });
  const told = found.violations.map(
    (each) => `${each.id}: ${each.help}\n  ${each.nodes.map((n) => n.html).join("\n  ")}`,
  );
  expect(told).toEqual([]);
}
