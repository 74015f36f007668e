import { afterEach, describe, expect, it, vi } from "vitest";
import { HostError, toHostError } from "./host-error";
import { httpHost, takeToken } from "./http";
import { memoryHost } from "./memory";
import { sseParser } from "./sse";

afterEach(() => vi.unstubAllGlobals());

describe("the http host", () => {
  it("sends the token as a header and the request as JSON", async () => {
    const fetched = vi.fn(async () => new Response('{"entries":3}'));
    vi.stubGlobal("fetch", fetched);
    await httpHost("secret").call("audit_verify", {});
    const [url, init] = fetched.mock.calls[0] as unknown as [string, RequestInit];
    expect(url).toBe("/rpc/audit_verify");
    expect(init.headers).toMatchObject({ Authorization: "Bearer secret" });
    expect(init.body).toBe("{}");
  });

  it("turns a refusal into the error that the backend meant", async () => {
    const body = {
      code: "wrong_company",
      params: { company: "Southwind" },
      recovery: "reconnect",
      message: null,
      report_id: "r1",
    };
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status: 422 }));
    await expect(httpHost("t").call("home", {})).rejects.toMatchObject({
      code: "wrong_company",
      reportId: "r1",
    });
  });

  it("says that the program does not answer when nothing listens", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed to fetch")));
    await expect(httpHost("t").call("home", {})).rejects.toMatchObject({ code: "host_unreachable" });
  });

  it("takes the token out of the address and keeps the route", () => {
    window.location.hash = "#token=a%2Bb";
    expect(takeToken(window.location, window.history, sessionStorage)).toBe("a+b");
    expect(window.location.hash).toBe("");
    expect(takeToken(window.location, window.history, sessionStorage)).toBe("a+b");
  });
});

describe("server-sent events", () => {
  it("joins chunks and lines and skips comments", () => {
    const got: string[] = [];
    const feed = sseParser((data) => got.push(data));
    feed(': hello\n\ndata: {"a"');
    feed(":1}\r\n\r\nid: 7\ndata: x\ndata: y\n\n");
    expect(got).toEqual(['{"a":1}', "x\ny"]);
  });
});

describe("errors", () => {
  it("keeps what is not an error of the backend visible", () => {
    expect(toHostError(new Error("boom"))).toMatchObject({ code: "unexpected", message: "boom" });
    expect(toHostError({ code: "disk_full" })).toBeInstanceOf(HostError);
  });

  it("a command without a handler is an error, not silence", async () => {
    await expect(memoryHost().call("home", {})).rejects.toMatchObject({ code: "unexpected" });
  });
});
