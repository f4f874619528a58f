import { describe, expect, it } from "vitest";
import { endpointFaultOf } from "../../shared/notify/endpoint-fault.ts";

const faultOf = endpointFaultOf({ allowLoopback: false, hasMailServer: false });

describe("what is at fault with an address", () => {
  it.each([
    ["nonsense", "Must be an absolute URL of at most 2,048 characters."],
    ["http://receiver.example/", "Must be https."],
    ["https://user@receiver.example/", "Must hold no user name or password."],
    ["https://receiver.example:25/", "Must be on port 443, or on 1024 or above."],
    ["https://127.0.0.1/", "Must be on the public internet."],
  ])("is told under its field: %s", (url, message) => {
    for (const kind of ["webhook", "teams", "slack"] as const)
      expect(faultOf({ kind, url })).toEqual({ path: "url", message });
  });

  it("is nothing where it can be tried", () => {
    expect(faultOf({ kind: "webhook", url: "https://receiver.example/hook" })).toBeUndefined();
  });

  it("is not that it is this machine, where that is allowed", () => {
    const local = endpointFaultOf({ allowLoopback: true, hasMailServer: false });
    expect(local({ kind: "webhook", url: "http://127.0.0.1:7072/hook" })).toBeUndefined();
  });

  it("is that no mail server is set, where none is", () => {
    const address = { kind: "email", to: ["ops@acme.example"] } as const;
    expect(faultOf(address)).toEqual({ path: "kind", message: "No mail server is set." });
    expect(endpointFaultOf({ allowLoopback: false, hasMailServer: true })(address)).toBeUndefined();
  });
});
