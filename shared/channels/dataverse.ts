import type { Adapter, Reading } from "../application/adapter.ts";
import type { Incoming } from "../application/incoming.ts";
import { configuring } from "./configuring.ts";
import { readTranscript } from "./conversation-transcript.ts";
import { dataverseContextOf } from "./dataverse-context.ts";
import { DATAVERSE_SETTINGS, type DataverseSettings } from "./dataverse-settings.ts";
import { readWorkItem } from "./live-work-item.ts";
import { JSON_TYPES } from "./media-types.ts";
import { NOT_AN_INVOCATION } from "./reading-of.ts";
import { sharedSecretProof } from "./shared-secret.ts";

const CUT_HEADER = "x-ms-dynamics-msg-size-exceeded";

/**
 * A webhook of Dataverse, for the tables that tell of bots. It does not sign: it shows the secret, in a header or as
 * `?code=`.
 */
export const DATAVERSE: Adapter = {
  configure: configuring(DATAVERSE_SETTINGS, (settings) => ({
    mediaTypes: JSON_TYPES,
    proofs: [sharedSecretProof(settings.secretHeader)],
    countOf: () => 1,
    read: (payload, incoming) => [readOperation(payload, incoming, settings)],
  })),
};

const readOperation = (payload: unknown, { header }: Incoming, settings: DataverseSettings): Reading => {
  const context = dataverseContextOf(payload, header(CUT_HEADER) !== undefined);
  switch (context?.entity) {
    case "msdyn_ocliveworkitem":
      return readWorkItem(context, settings);
    case "conversationtranscript":
      return readTranscript(context, settings);
    default:
      return NOT_AN_INVOCATION;
  }
};
