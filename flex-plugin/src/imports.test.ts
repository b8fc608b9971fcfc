import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "fs";
import { join } from "path";
import { preProcessFile } from "typescript";

/** The builder leaves these to Flex, which has them. */
const FLEX_HAS = ["react", "@twilio/flex-ui"];
/** These are in the bundle: the class that a plugin extends, and that by which Flex listens to a call. */
const BUNDLED = ["@twilio/flex-plugin", "events"];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    const path = join(folder, it.name);
    if (it.isDirectory()) return sources(path);
    return /\.tsx?$/.test(path) && !/\.test\.|[\\/]fake/.test(path) ? [path] : [];
  });
}

test("agents load nothing with the plugin that Flex has already, and little else", () => {
  const imported = sources(__dirname).flatMap((path) =>
    preProcessFile(readFileSync(path, "utf8")).importedFiles.map(({ fileName }) => fileName),
  );
  const packages = new Set(imported.filter((name) => !name.startsWith(".")));
  expect(Array.from(packages).sort()).toEqual([...FLEX_HAS, ...BUNDLED].sort());
});
