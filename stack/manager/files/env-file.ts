import { readIfThere, writeDurably } from '#platform/files';
import { changeEnvText, envFileHeader } from './env-text.ts';

/** Writers of one file, one after another. */
export function createEnvFileWriter(file: string) {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    /**
     * Sets variables and leaves every other line, comments and order as they are. `undefined` takes a variable out.
     * @throws GantryError `invalid_value` for a value with a line feed, which the format cannot hold in one line
     */
    change(values: Readonly<Record<string, string | undefined>>): Promise<void> {
      const work = tail.then(async () => {
        const text = (await readIfThere(file)) ?? envFileHeader;
        await writeDurably(file, changeEnvText(text, new Map(Object.entries(values))));
      });
      tail = work.catch(() => undefined);
      return work;
    },
  };
}

export type EnvFileWriter = ReturnType<typeof createEnvFileWriter>;
