import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { build } from "../../infra/build.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "botmeter-build-"));
  await mkdir(join(root, "functions"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** An app of one entry and one part that it loads at need; both know which version they are of. */
const write = async (version: string): Promise<void> => {
  await writeFile(
    join(root, "functions/index.ts"),
    `export const version = "${version}"; export const late = async () => (await import("./late.ts")).text;`,
  );
  await writeFile(
    join(root, "functions/late.ts"),
    `import { version } from "./index.ts"; export const text = "late ${version} of " + version;`,
  );
};
type App = { readonly version: string; readonly late: () => Promise<string> };

/** Loads the bundle as a process of its own would: what was loaded before is not heeded. */
const load = (): App => {
  const entry = join(root, "dist/index.cjs");
  const require = createRequire(entry);
  delete require.cache[entry];
  return require(entry);
};

describe("a build", () => {
  it("leaves a running app the parts that it has not loaded yet", async () => {
    await write("1");
    await build({ root });
    const running = load();
    await write("2");
    await build({ root });

    expect(await running.late()).toBe("late 1 of 1");
  });

  it("is whole while others of the same app are made", async () => {
    await write("1");
    await build({ root });
    await Promise.all(Array.from({ length: 4 }, () => build({ root })));

    expect(await load().late()).toBe("late 1 of 1");
    expect((await readdir(join(root, "dist"))).sort()).toEqual(["chunks", "index.cjs"]);
  });

  it("removes the parts of builds that are long past", async () => {
    await write("1");
    await build({ root });
    const chunks = join(root, "dist/chunks");
    for (const name of await readdir(chunks)) await utimes(join(chunks, name), 0, 0);
    await write("2");
    await build({ root });

    expect(await readdir(chunks)).toHaveLength(1);
    expect(await load().late()).toBe("late 2 of 2");
  });

  it.each(["./missing.ts", "no-such-package"])("of an import that leads nowhere fails: %s", async (name) => {
    await write("1");
    await build({ root });
    const before = await readFile(join(root, "dist/index.cjs"), "utf8");
    await writeFile(join(root, "functions/index.ts"), `export { default } from "${name}";`);

    await expect(build({ root })).rejects.toThrow(name);
    expect(await readFile(join(root, "dist/index.cjs"), "utf8")).toBe(before);
    expect((await readdir(join(root, "dist"))).sort()).toEqual(["chunks", "index.cjs"]);
  });
});
