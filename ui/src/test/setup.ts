/** happy-dom has no layout: give every element a size, so that virtual rows are mounted. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// Waits end as soon as what they wait for is there; the limit is for a busy machine.
configure({ asyncUtilTimeout: 8000 });

const size = (value: number) => ({ configurable: true, get: () => value });
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: size(600),
  offsetWidth: size(1200),
  clientHeight: size(600),
  clientWidth: size(1200),
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
