import type { Config } from '#contract';
import { checkLayers, type LoadedConfig, mergeLayers, readLayers, userConfigFile } from './load-config.ts';
import { allSettings } from './settings-document/describe-settings.ts';
import { parseYamlLayer } from './yaml-layer.ts';

/**
 * Takes over from a text of the user's file the settings that count at once. The section objects are changed in place:
 * whoever reads a value at each use has the new one.
 */
export async function adoptSettings({ config, sources }: LoadedConfig, text: string): Promise<void> {
  const { layer } = parseYamlLayer(text, { file: userConfigFile(sources.paths), layerName: 'user' });
  const { config: next } = checkLayers(mergeLayers(await readLayers(sources, layer)));
  if (next === undefined) return;
  for (const { section, name, declared } of allSettings())
    if (declared.restarts === 'nothing') (config[section] as Record<string, unknown>)[name] = valueIn(next, section, name);
}

function valueIn(config: Config, section: keyof Config, name: string): unknown {
  return (config[section] as Record<string, unknown>)[name];
}
