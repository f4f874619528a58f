import { fileURLToPath } from "node:url";
import type { PlantedBug } from "../planted-bug.ts";
import { plantedCopy } from "../planted-copy.ts";
import type { TellingSubject } from "./subject.ts";

const PARTS = { shared: "shared", functions: "functions" };

/** A copy of the app with a bug planted. */
export const patchedTelling = async (bug: PlantedBug): Promise<TellingSubject> => {
  const folder = await plantedCopy({ ...bug, name: `telling-${bug.name}` }, PARTS);
  const from = async <Name extends keyof TellingSubject>(
    file: string,
    name: Name,
  ): Promise<Pick<TellingSubject, Name>> => {
    const { [name]: part }: Pick<TellingSubject, Name> = await import(fileURLToPath(new URL(file, folder)));
    return { [name]: part } as Pick<TellingSubject, Name>;
  };
  return {
    ...(await from("functions/app.ts", "createApp")),
    ...(await from("functions/deliver-notification.ts", "deliverNotification")),
    ...(await from("functions/evaluate-shortfall.ts", "evaluateShortfall")),
    ...(await from("functions/sweep.ts", "sweep")),
    ...(await from("shared/application/notifications/delivery-message.ts", "toDeliveryMessage")),
    ...(await from("shared/application/ports.ts", "StoreUnavailable")),
  };
};
