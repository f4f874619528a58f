import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Reading } from "../../shared/application/adapter.ts";
import {
  type BotFrameworkSettings,
  parseBotFrameworkSettings,
} from "../../shared/channels/bot-framework-settings.ts";
import { readActivities } from "../../shared/channels/read-activities.ts";
import { identityOf, scopeOf } from "../../shared/domain/conversation.ts";
import { toIso } from "../../shared/domain/period.ts";

const FIXTURES = z.object({
  payloads: z.array(
    z.object({
      name: z.string(),
      source: z.object({ kind: z.string(), settings: z.unknown() }).optional(),
      body: z.unknown(),
      results: z.array(z.object({ decision: z.string(), finding: z.string().optional() })).optional(),
      expect: z
        .object({
          scope: z.string(),
          conversationId: z.string(),
          identity: z.string(),
          botId: z.string(),
          channel: z.string(),
          at: z.string(),
          escalated: z.boolean(),
          role: z.string(),
          evidence: z.string(),
          phase: z.string(),
          neverStored: z.array(z.string()),
        })
        .partial()
        .default({}),
    }),
  ),
});
type Fixture = z.infer<typeof FIXTURES>["payloads"][number];

const fixtures = FIXTURES.parse(
  JSON.parse(readFileSync(new URL("../fixtures/channel-payloads.json", import.meta.url), "utf8")),
).payloads.filter(({ source }) => source?.kind === "bot-framework");

const readingsOf = ({ body, source }: Fixture): readonly Reading[] => {
  const settings = parseBotFrameworkSettings(source?.settings);
  return settings.ok ? readActivities(body, settings.value) : [];
};

/** What a fixture's `expect` can say, as it was read. */
const readAs = (reading: Reading) => {
  if (reading.reading !== "invocation") return {};
  const { conversationId, botId, channel, at, escalated, role, roleEvidence, phase } = reading.report;
  return {
    scope: scopeOf(channel),
    identity: identityOf(channel, conversationId),
    evidence: roleEvidence,
    at: at === undefined ? undefined : toIso(at),
    ...{ conversationId, botId, channel, escalated, role, phase },
  };
};

const textAt = (body: unknown, path: string): string =>
  path.split(".").reduce<unknown>((value, key) => z.record(z.string(), z.unknown()).parse(value)[key], body) +
  "";

it("has nine samples to read", () => {
  expect(fixtures.map(({ name }) => name)).toHaveLength(9);
});

describe.each(fixtures)("sample $name", (fixture) => {
  const { neverStored = [], ...expected } = fixture.expect;

  it("invokes where its results say so", () => {
    const kinds = (fixture.results ?? []).map(({ decision }) =>
      decision === "ignored" ? "not-an-invocation" : "invocation",
    );
    expect(readingsOf(fixture).map(({ reading }) => reading)).toEqual(kinds);
  });

  it("is read as it is expected to be", () => {
    for (const reading of readingsOf(fixture)) expect(readAs(reading)).toMatchObject(expected);
  });

  it("has the finding of its results", () => {
    const findings = readingsOf(fixture).map((each) =>
      each.reading === "invocation" ? each.report.finding : undefined,
    );
    expect(findings).toEqual((fixture.results ?? []).map(({ finding }) => finding));
  });

  it("lets nothing out that is never stored", () => {
    const out = JSON.stringify(readingsOf(fixture));
    for (const path of neverStored) expect(out).not.toContain(textAt(fixture.body, path));
  });
});

const SETTINGS: BotFrameworkSettings = {
  botIds: ["bot1"],
  botKind: "bot-framework",
  environment: "production",
};
const MESSAGE = {
  type: "message",
  channelId: "directline",
  from: { id: "u1" },
  recipient: { id: "bot1" },
  conversation: { id: "c1" },
};

describe("what only bots order", () => {
  const settings: BotFrameworkSettings = {
    botIds: ["bot1"],
    botKind: "bot-framework",
    environment: "production",
  };
  const message = {
    type: "message",
    channelId: "directline",
    conversation: { id: "d1" },
    channelData: { tags: "smartbot" },
  };
  const roleOf = (people: object): unknown => {
    const [reading] = readActivities({ ...message, ...people }, settings);
    return reading?.reading === "invocation" ? reading.report.role : reading?.reading;
  };

  it("counts for nothing from a person, whose client can write it too", () => {
    expect(roleOf({ from: { id: "u1", role: "user" }, recipient: { id: "bot1" } })).toBe("chatbot");
    expect(roleOf({ from: { id: "bot1" }, recipient: { id: "u1", role: "user" } })).toBe("smart-assist");
  });
});

describe("the payload", () => {
  const kindsOf = (payload: unknown) => readActivities(payload, SETTINGS).map(({ reading }) => reading);

  it("gives one reading for each activity of a list, in order", () => {
    expect(kindsOf([MESSAGE, { type: "typing" }, 7, MESSAGE])).toEqual([
      "invocation",
      "not-an-invocation",
      "not-an-invocation",
      "invocation",
    ]);
  });

  it("gives one reading for each activity of an activity set", () => {
    expect(kindsOf({ activities: [MESSAGE, { type: "typing" }], watermark: "2" })).toEqual([
      "invocation",
      "not-an-invocation",
    ]);
  });

  it.each([[null], [undefined], [7], ["text"], [true], [{}], [{ activities: 7 }]])(
    "is one thing that is no invocation where it is %j",
    (payload) => {
      expect(kindsOf(payload)).toEqual(["not-an-invocation"]);
    },
  );

  it("takes bot kind and environment from the source", () => {
    const [reading] = readActivities(MESSAGE, { botKind: "other", environment: "test" });
    expect(reading).toMatchObject({ report: { botKind: "other", environment: "test" } });
  });
});
