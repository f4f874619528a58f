import { describe, expect, it } from "vitest";
import { connect } from "../../shared/storage/connect.ts";

const key = Buffer.alloc(64, 1).toString("base64");
const withEndpoint = (endpoint: string): string =>
  `DefaultEndpointsProtocol=http;AccountName=x;AccountKey=${key};TableEndpoint=${endpoint}`;

describe("connect", () => {
  it("opens a table of the account that a connection string names", () => {
    const connectionString = `DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=${key};EndpointSuffix=core.windows.net`;
    const client = connect({ connectionString })("Sessions", {});
    expect(client.url).toBe("https://acc.table.core.windows.net");
    expect(client.tableName).toBe("Sessions");
  });

  it("opens a table by an endpoint and an identity", () => {
    const tableServiceUri = "https://acc.table.core.windows.net";
    expect(connect({ tableServiceUri })("Sessions", {}).url).toBe(tableServiceUri);
    expect(connect({ tableServiceUri, clientId: "an-id" })("Sessions", {}).url).toBe(tableServiceUri);
  });

  it.each([
    "UseDevelopmentStorage=true",
    withEndpoint("http://127.0.0.1:10002/x"),
    withEndpoint("http://127.1.2.3:10002/x"),
    withEndpoint("http://localhost:10002/x"),
    withEndpoint("http://[::1]:10002/x"),
  ])("takes plain http to this machine: %s", (connectionString) => {
    expect(connect({ connectionString })("Sessions", {}).url).toMatch(/^http:/);
  });

  it.each([
    { connectionString: withEndpoint("http://storage.example/x") },
    { connectionString: withEndpoint("http://127.0.0.1.example/x") },
    { connectionString: withEndpoint("http://10.0.0.1/x") },
    { tableServiceUri: "http://storage.example" },
  ])("refuses plain http to another machine: %j", (connection) => {
    expect(() => connect(connection)).toThrow("not https");
  });

  it.each(["", "AccountName=x", "DefaultEndpointsProtocol=https;AccountName=;AccountKey="])(
    "refuses the malformed connection string %j",
    (connectionString) => {
      expect(() => connect({ connectionString })).toThrow();
    },
  );
});
