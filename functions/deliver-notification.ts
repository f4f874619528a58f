import { deliveryMessage } from "../shared/application/notifications/delivery-message.ts";
import { toIso } from "../shared/domain/period.ts";
import type { App } from "./app.ts";
import { queueHandler } from "./queue-handler.ts";

/** Makes the attempt that a message asks for, if it is due; logs its outcome, never an address or a body. */
export const deliverNotification = (app: App) =>
  queueHandler(app, "notifications", deliveryMessage, async (pointer, log) => {
    const made = await app.deliver(pointer);
    const { tenant, endpoint, event } = pointer;
    const line = "log" in made ? { ...made, log: { ...made.log, at: toIso(made.log.at) } } : made;
    log(JSON.stringify({ event: "delivery", tenant, endpoint, id: event.id, ...line }));
    return "disabled" in made
      ? { asks: { checks: [await app.checkOfNow(tenant, "endpoint-disabled")] } }
      : {};
  });
