import { join } from 'node:path';
import type { z } from 'zod';
import { type Config, configSchema, GantryError } from '#contract';
import { fieldAndRule } from '#platform/issues';
import type { Paths } from '#platform/paths';
import { projectRoot } from '#platform/paths';
import { type EnvironmentName, readEnvironmentName } from './environment-name.ts';
import { type Layer, type Origin, readCommandLineLayer, readEnvironmentLayer } from './layers.ts';
import { parseYamlLayer, readYamlLayer } from './yaml-layer.ts';

export interface LoadedConfig {
  readonly config: Config;
  readonly environment: EnvironmentName;
  readonly sources: ConfigSources;
  /** Where the value of `section.key` comes from. */
  origin(key: string): Origin;
}

export interface ConfigSources {
  paths: Paths;
  env: Record<string, string | undefined>;
  /** Options by dotted key, e.g. `{ 'server.port': '0' }`. */
  commandLine?: Record<string, string>;
  /** Folder of the stack's own files. Default: `stack/config` of the project. */
  stackFolder?: string;
}

/** The file a person writes. */
export function userConfigFile(paths: Paths): string {
  return join(paths.config, 'config.yaml');
}

/**
 * Reads and checks the whole configuration. Default < stack/config/config.yaml < config.<STACK_ENV>.yaml < the user's
 * config.yaml < environment < command line.
 * @throws GantryError `config_invalid` naming key, rule and place; unknown keys count as mistakes
 */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const environment = readEnvironmentName(sources.env);
  const merged = mergeLayers(await readLayers(sources, await readYamlLayer(userConfigFile(sources.paths), 'user')));
  const { config, mistakes } = checkLayers(merged);
  const [mistake] = mistakes;
  if (config === undefined) throw describeMistake(mistake as Mistake);
  return { config, environment, sources, origin: (key) => merged.get(key)?.origin ?? { layer: 'default' } };
}

/** Every layer above the built-in defaults, lowest first, with `user` in its place. @throws GantryError `config_invalid` */
export async function readLayers(
  { env, commandLine = {}, stackFolder = join(projectRoot(), 'stack', 'config') }: Omit<ConfigSources, 'paths'>,
  user: Layer,
): Promise<Layer[]> {
  const environment = readEnvironmentName(env);
  return [
    await readYamlLayer(join(stackFolder, 'config.yaml'), 'stack'),
    await readYamlLayer(join(stackFolder, `config.${environment}.yaml`), 'overlay'),
    user,
    readEnvironmentLayer(env),
    readCommandLineLayer(commandLine),
  ];
}

/** The whole configuration as it would be with this text as the user's file, and every mistake in it. */
export async function configWith(sources: ConfigSources, text: string) {
  const { layer, problems } = parseYamlLayer(text, { file: userConfigFile(sources.paths), layerName: 'user' });
  const layers = await readLayers(sources, layer);
  return { layer, layers, problems, ...checkLayers(mergeLayers(layers)) };
}

/** Later layers win. */
export function mergeLayers(layers: readonly Layer[]): Layer {
  return new Map(layers.flatMap((layer) => [...layer]));
}

export interface Mistake {
  key: string;
  rule: string;
  origin: Origin | undefined;
  line: number | undefined;
}

/** The whole configuration, or every mistake in it. */
export function checkLayers(merged: Layer): { config: Config | undefined; mistakes: Mistake[] } {
  // Without a prototype, so that a key such as __proto__ is an unknown one like any other.
  const tree: Record<string, Record<string, unknown>> = Object.create(null);
  for (const [key, { value }] of merged) {
    const at = key.indexOf('.');
    const section = key.slice(0, at);
    tree[section] ??= Object.create(null) as Record<string, unknown>;
    tree[section][key.slice(at + 1)] = value;
  }
  const result = configSchema.safeParse(tree, { reportInput: true });
  if (result.success) return { config: result.data, mistakes: [] };
  return { config: undefined, mistakes: result.error.issues.flatMap((issue) => toMistakes(issue, merged)) };
}

function toMistakes(issue: z.core.$ZodIssue, merged: Layer): Mistake[] {
  // One issue names all unknown keys of a section.
  const single = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue];
  return single.map((each) => {
    const { field, rule } = fieldAndRule(each);
    const found = merged.get(field) ?? [...merged].find(([name]) => name.startsWith(`${field}.`))?.[1];
    return {
      key: field,
      rule: each.code === 'unrecognized_keys' ? 'is not a setting' : rule,
      origin: found?.origin,
      line: found?.line,
    };
  });
}

function describeMistake({ key, rule, origin }: Mistake): GantryError {
  return new GantryError('config_invalid', {
    message: `${key} ${rule}${origin?.place === undefined ? '' : ` (${origin.place})`}.`,
    field: key,
    fix: origin?.place === undefined ? 'Correct the configuration.' : `Correct ${origin.place}.`,
  });
}
