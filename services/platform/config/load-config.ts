import { join } from 'node:path';
import { type Config, configSchema, GantryError } from '#contract';
import type { Paths } from '#platform/paths';
import { projectRoot } from '#platform/paths';
import { type EnvironmentName, readEnvironmentName } from './environment-name.ts';
import { type Layer, type Origin, readCommandLineLayer, readEnvironmentLayer } from './layers.ts';
import { readYamlLayer } from './yaml-layer.ts';

export interface LoadedConfig {
  readonly config: Config;
  readonly environment: EnvironmentName;
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

/**
 * Reads and checks the whole configuration. Default < stack/config/config.yaml < config.<STACK_ENV>.yaml < the user's
 * config.yaml < environment < command line.
 * @throws GantryError `config_invalid` naming key, rule and place; unknown keys count as mistakes
 */
export async function loadConfig({
  paths,
  env,
  commandLine = {},
  stackFolder = join(projectRoot(), 'stack', 'config'),
}: ConfigSources): Promise<LoadedConfig> {
  const environment = readEnvironmentName(env);
  const layers: Layer[] = [
    await readYamlLayer(join(stackFolder, 'config.yaml'), 'stack'),
    await readYamlLayer(join(stackFolder, `config.${environment}.yaml`), 'overlay'),
    await readYamlLayer(join(paths.config, 'config.yaml'), 'user'),
    readEnvironmentLayer(env),
    readCommandLineLayer(commandLine),
  ];
  const merged: Layer = new Map(layers.flatMap((layer) => [...layer]));
  const tree: Record<string, Record<string, unknown>> = {};
  for (const [key, { value }] of merged) {
    const [section = '', name = ''] = key.split('.');
    tree[section] = { ...tree[section], [name]: value };
  }
  const result = configSchema.safeParse(tree);
  if (!result.success) throw describeMistake(result.error.issues, merged);
  return { config: result.data, environment, origin: (key) => merged.get(key)?.origin ?? { layer: 'default' } };
}

interface Issue {
  code: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

/** The first mistake, by key and place; an unknown key is named itself. */
function describeMistake(issues: readonly unknown[], merged: Layer): GantryError {
  const issue = issues[0] as Issue;
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? [issue.keys?.[0] ?? ''] : [])].map(String);
  const key = path.join('.');
  const origin = merged.get(key)?.origin ?? [...merged].find(([name]) => name.startsWith(`${key}.`))?.[1].origin;
  const rule = issue.code === 'unrecognized_keys' ? 'there is no such setting' : issue.message;
  return new GantryError('config_invalid', {
    message: `${key}: ${rule}${origin?.place === undefined ? '' : ` (${origin.place})`}.`,
    field: key,
    fix: origin?.place === undefined ? 'Correct the configuration.' : `Correct ${origin.place}.`,
  });
}
