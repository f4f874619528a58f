import type { Follower } from "./follower.ts";
import type { Message } from "./message.ts";
import { noTellingTally, type TellingTally } from "./tally.ts";

/** What the run came to: good messages that were done, poison that was parked, and all that was told. */
export const tellingTallyOf = (
  { alerts, deliveries, endpoints }: Follower,
  messages: readonly Message[],
  sent: number,
): TellingTally => {
  const tally = noTellingTally();
  for (const { queue, state } of messages) {
    if (state === "parked") tally.poison++;
    if (state === "done") tally[queue === "notifications" ? "notifications" : "checks"]++;
  }
  for (const { name, state, generation } of alerts.versions.values()) {
    tally.alerts++;
    if (state === "recovered") tally.recovered++;
    else if (generation > 1) tally["raised-again"]++;
    if (name === "closed") tally.closed++;
    if (name.startsWith("late-")) tally["told-late"]++;
  }
  for (const { row, replays } of deliveries.all()) {
    if (row?.state === "delivered") tally.delivered++;
    if (row?.state === "parked") tally.parked++;
    tally.replayed += replays;
  }
  return { ...tally, sent, disabled: endpoints.disabled() };
};
