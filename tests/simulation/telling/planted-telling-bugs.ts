import type { PlantedBug } from "../planted-bug.ts";
import { ALERT_BUGS } from "./planted-alert-bugs.ts";
import { DELIVERY_BUGS } from "./planted-delivery-bugs.ts";

/** All bugs that the simulation of alerts and notifications must find. */
export const TELLING_BUGS: readonly PlantedBug[] = [...ALERT_BUGS, ...DELIVERY_BUGS];
