import { grantId, type TenantId } from "../../shared/domain/ids.ts";
import { endOf, plusMs } from "../../shared/domain/period.ts";
import type { Report } from "../../shared/domain/report.ts";
import { required } from "../simulation/required.ts";
import { drive } from "./drive.ts";
import type { Benchmark } from "./measurement.ts";
import { checkCount, createMeter, type Meter } from "./meter.ts";
import { interleaved, valuesOf } from "./rounds.ts";
import { withAzurite } from "./with-azurite.ts";
import { newReports, PERIOD } from "./workload.ts";

const PER_ROUND = 8_000;
const IN_FLIGHT = 64;
/** Licences of 50 sessions: the pool is warned of and then runs dry in each round. */
const LICENCES = 120;

/** What it costs to watch the pool, and to evaluate it when its state changes, while its sessions are recorded. */
export const alertsBenchmark: Benchmark = {
  name: "alerts",
  run: () =>
    withAzurite(async ({ connectionString }) => {
      // The month's last moment, since an invocation is not recorded a day before its time.
      const meter = createMeter(connectionString, () => plusMs(endOf(PERIOD), -1));
      const [on, off] = [meter.recorder("on"), meter.recorder("off")];
      const rounds = await interleaved(
        () => recorded(meter, on),
        () => recorded(meter, off),
      );
      return [
        {
          name: `record with alerts on, ${IN_FLIGHT} in flight, against off`,
          unit: "/s",
          ...valuesOf(rounds, (perSecond) => perSecond),
          budget: { of: "ratio", atLeast: 0.9 },
        },
      ];
    }),
};

const recorded = async (
  meter: Meter,
  record: (tenant: TenantId, report: Report) => Promise<void>,
): Promise<number> => {
  const tenant = await meter.newTenant();
  const id = required(grantId("chat"));
  await meter.putGrant(tenant, { grantId: id, kind: "chat", quantity: LICENCES, from: PERIOD });
  const { perSecond } = await drive(newReports(PER_ROUND), IN_FLIGHT, (report) => record(tenant, report));
  await checkCount(meter, tenant, PER_ROUND);
  return perSecond;
};
