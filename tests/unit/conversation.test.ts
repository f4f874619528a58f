import { describe, expect, it } from "vitest";
import { channel } from "../../shared/domain/channel.ts";
import { conversationKey, identityOf, scopeOf, spellingOf } from "../../shared/domain/conversation.ts";
import { channelNamed } from "../support/values.ts";

describe("the scope", () => {
  it.each([
    "lcw",
    "omnichannel",
    "telephony",
    "applemessagesforbusiness",
    "omnichannel-whatsapp",
    "omnichannel-voice",
    "omnichannel-",
  ])("of %s is that of Omnichannel, since one work item can span its channels", (name) => {
    expect(scopeOf(channelNamed(name))).toBe("omnichannel");
  });

  it.each([
    "msteams",
    "whatsapp",
    "sms",
    "slack",
    "acs-chat",
    "directline",
    "twilio",
    "omnichannels",
    "lcw2",
  ])("of %s is the channel", (name) => {
    expect(scopeOf(channelNamed(name))).toBe(name);
  });
});

const GUID = "e8c91bf4-21c1-4b4e-8dbb-3ea3c2a0f3a3";

describe("the identity", () => {
  it.each([
    ["lcw", GUID],
    ["omnichannel", GUID],
    ["telephony", GUID],
    ["applemessagesforbusiness", GUID],
    ["omnichannel-whatsapp", GUID],
    ["omnichannel-sms", GUID],
    ["acs-chat", "19:abc@thread.v2"],
    ["msteams", "19:abc@thread.tacv2;messageid=1795598100000"],
    ["slack", "T1|C024|1795599000.000100"],
    ["slack", "T1:C024:1795599000.000100"],
    ["directline", "Jh5k2"],
    ["webchat", "Jh5k2"],
    ["twilio", "CH0123456789abcdef"],
  ])("of an id on %s that names one conversation is unique (%s)", (name, id) => {
    expect(identityOf(channelNamed(name), id)).toBe("unique");
  });

  it.each([
    ["whatsapp", "1055501|15550100"],
    ["sms", "+15550100"],
    ["acs-sms", "+15550100|+15550101"],
    ["acs-whatsapp", "a|b"],
    ["msteams", "a:1pGhJ"],
    ["msteams", "19:meeting_abc@thread.v2"],
    ["slack", "T1|D024"],
    ["slack", "T1|D024|"],
    ["slack", "T1|1795599000.000100|D024"],
  ])("of an id on %s that never changes is persistent (%s)", (name, id) => {
    expect(identityOf(channelNamed(name), id)).toBe("persistent");
  });
});

describe("a conversation's key", () => {
  it("is 32 characters of base64url", () => {
    const key = "Az09-_".repeat(5).padEnd(32, "x");
    expect(conversationKey(key)).toBe(key);
  });

  it.each([
    "",
    "x".repeat(31),
    "x".repeat(33),
    `${"x".repeat(31)}=`,
    `${"x".repeat(31)}/`,
    `${"x".repeat(32)}\n`,
  ])("is not %j", (text) => {
    expect(conversationKey(text)).toBeUndefined();
  });
});

describe("a channel", () => {
  it.each(["m", "lcw", "0", "acs-chat", "a".repeat(32)])("is named %s", (name) => {
    expect(channel(name)).toBe(name);
  });

  it.each(["", "-a", "Teams", "a_b", "a b", "a|b", "é", "a".repeat(33), "lcw\n", "__proto__"])(
    "is not named %j",
    (name) => {
      expect(channel(name)).toBeUndefined();
    },
  );
});

describe("the spelling of an id", () => {
  const guid = "7f1c2a54-0d3e-4b61-9a0b-5c0e3f9d1a11";
  it.each([guid, guid.toUpperCase(), `{${guid}}`, `${guid} `])(
    "is one for a work item written as %s",
    (id) => {
      expect(spellingOf(channelNamed("lcw"), id)).toBe(guid);
      expect(spellingOf(channelNamed("omnichannel-whatsapp"), id)).toBe(guid);
    },
  );

  it("is left alone on other channels, whose ids can differ by case, and where it is no GUID", () => {
    expect(spellingOf(channelNamed("msteams"), guid.toUpperCase())).toBe(guid.toUpperCase());
    expect(spellingOf(channelNamed("lcw"), " Case-7 ")).toBe(" Case-7 ");
  });
});
