import { expect, it } from "vitest";
import { SYSTEM_FETCH_JSON } from "../../functions/system-ports.ts";

it.each(["http://login.example/x", "file:///etc/hostname", "data:application/json,{}", ""])(
  "fetches nothing that is not https: %j",
  async (url) => {
    await expect(SYSTEM_FETCH_JSON(url)).rejects.toThrow("Only https is fetched.");
  },
);
