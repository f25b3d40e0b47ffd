import { join } from 'node:path';
import { z } from 'zod';
import { GantryError } from '#contract';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import type { Paths } from '#platform/paths';
import { providerNames } from './provider-name.ts';

const choiceSchema = z.object({
  provider: z.enum(providerNames),
  /** The one that was left and is not yet put in order, if a switch broke off after it had switched. */
  unsettled: z.enum(providerNames).optional(),
});
export type ProviderChoice = z.infer<typeof choiceSchema>;

export interface ProviderChoiceFile {
  /** Undefined where no task has chosen. @throws GantryError `database_unavailable` when the file cannot be understood: guessing could hide documents */
  read(): Promise<ProviderChoice | undefined>;
  /** @throws GantryError `disk_full`, `home_not_writable` */
  write(choice: ProviderChoice): Promise<void>;
}

/** What the switching task chose, in `<state>/storage/provider.json`. */
export function providerChoiceFile(paths: Pick<Paths, 'state'>): ProviderChoiceFile {
  const folder = join(paths.state, 'storage');
  const file = join(folder, 'provider.json');
  return {
    async read() {
      const text = await readIfThere(file);
      if (text === undefined) return undefined;
      try {
        return choiceSchema.parse(JSON.parse(text));
      } catch (cause) {
        throw new GantryError('database_unavailable', {
          message: `${file}, which says where the documents are, cannot be understood.`,
          fix: `Set storage.provider in config.yaml to where they are, or remove ${file} if that is the embedded database; then restart Gantry.`,
          cause,
        });
      }
    },
    async write(choice) {
      await makePrivateFolder(folder);
      await writeDurably(file, JSON.stringify(choice));
    },
  };
}
