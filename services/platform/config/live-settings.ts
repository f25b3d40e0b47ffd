import { configWith, type LoadedConfig } from './load-config.ts';
import { allSettings, settingIn } from './settings-document/describe-settings.ts';

/**
 * Takes over from a text of the user's file the settings that count at once. The section objects are changed in place:
 * whoever reads a value at each use has the new one.
 */
export async function adoptSettings({ config, sources }: LoadedConfig, text: string): Promise<void> {
  const { config: next } = await configWith(sources, text);
  if (next === undefined) return;
  for (const { section, name, declared } of allSettings())
    if (declared.restarts === 'nothing') (config[section] as Record<string, unknown>)[name] = settingIn(next, section, name);
}
