import type { Adapter } from "../application/adapter.ts";
import { ok } from "../domain/result.ts";
import { botConnectorProof } from "./bot-connector.ts";
import { parseBotFrameworkSettings } from "./bot-framework-settings.ts";
import { JSON_TYPES } from "./media-types.ts";
import type { IssuerKeys } from "./openid-keys.ts";
import { countActivities, readActivities } from "./read-activities.ts";
import { STANDARD_WEBHOOKS } from "./standard-webhooks.ts";

/**
 * Bot Framework's Activities: of Bot Connector, whose keys these are, or forwarded by a bot, which cannot pass the
 * connector's token on, since that names another service and is checked already.
 */
export const botFramework = (keys: IssuerKeys): Adapter => ({
  configure: (input) => {
    const parsed = parseBotFrameworkSettings(input);
    if (!parsed.ok) return parsed;
    const settings = parsed.value;
    return ok({
      settings,
      mediaTypes: JSON_TYPES,
      proofs: [STANDARD_WEBHOOKS, botConnectorProof(keys, settings.appId)],
      countOf: countActivities,
      read: (payload) => readActivities(payload, settings),
    });
  },
});
