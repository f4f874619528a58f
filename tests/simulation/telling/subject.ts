import { createApp } from "../../../functions/app.ts";
import { deliverNotification } from "../../../functions/deliver-notification.ts";
import { evaluateShortfall } from "../../../functions/evaluate-shortfall.ts";
import { sweep } from "../../../functions/sweep.ts";
import { toDeliveryMessage } from "../../../shared/application/notifications/delivery-message.ts";
import { StoreUnavailable } from "../../../shared/application/ports.ts";
import type { BareStage } from "../stage.ts";

/** The code that is put to the test: the app as it is put together, and the functions that no sender waits for. */
export type TellingSubject = {
  readonly createApp: typeof createApp;
  readonly deliverNotification: typeof deliverNotification;
  readonly evaluateShortfall: typeof evaluateShortfall;
  readonly sweep: typeof sweep;
  readonly toDeliveryMessage: typeof toDeliveryMessage;
  /** The subject's own, since a copy of the code tells its errors by its own class. */
  readonly StoreUnavailable: typeof StoreUnavailable;
};

/** What everybody in a run stands on. */
export type TellingStage = BareStage & { readonly subject: TellingSubject };

/** The code that ships. */
export const SHIPPED_TELLING: TellingSubject = {
  createApp,
  deliverNotification,
  evaluateShortfall,
  sweep,
  toDeliveryMessage,
  StoreUnavailable,
};
