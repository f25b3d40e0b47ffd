import { z } from 'zod';
import { embeddingSettings } from './settings/embeddings.ts';
import { logSettings } from './settings/log.ts';
import { searchSettings } from './settings/search.ts';
import { serverSettings } from './settings/server.ts';
import type { SectionValues, SettingDeclaration } from './settings/setting.ts';
import { stackSettings } from './settings/stack.ts';
import { cacheSettings, storageSettings } from './settings/storage.ts';

/** Every setting by section and name; a key in a file is `section.name`. */
export const settings = {
  server: serverSettings,
  storage: storageSettings,
  cache: cacheSettings,
  embeddings: embeddingSettings,
  search: searchSettings,
  stack: stackSettings,
  log: logSettings,
};

export type SectionName = keyof typeof settings;
export type Config = { [S in SectionName]: SectionValues<(typeof settings)[S]> };

/** The strict schema of a whole configuration: unknown keys are errors, missing ones take their default. */
export const configSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(settings).map(([section, values]) => [
      section,
      z
        .strictObject(Object.fromEntries(Object.entries<SettingDeclaration>(values).map(([name, declared]) => [name, declared.schema])))
        .prefault({}),
    ]),
  ),
) as unknown as z.ZodType<Config>;
