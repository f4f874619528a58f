import { faultLine } from "./fault-line.ts";
import { localSettings } from "./local-settings.ts";

// Nothing but the key, so that KEY=$(npm run -s local-key) holds it.
try {
  console.log(localSettings(process.env)["ADMIN_KEY"]);
} catch (error) {
  console.error(faultLine(error));
  process.exitCode = 1;
}
