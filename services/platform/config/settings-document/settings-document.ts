import { type Config, type ConfigDrift, type ConfigProblem, GantryError } from '#contract';
import { readIfThere } from '#platform/files';
import type { ConfigDocument } from '../document.ts';
import { isSame } from '../is-same.ts';
import type { Layer } from '../layers.ts';
import { checkLayers, configWith, type LoadedConfig, mergeLayers, userConfigFile } from '../load-config.ts';
import { parseYamlLayer } from '../yaml-layer.ts';
import { allSettings, describeSettings, settingIn, settingsSchema } from './describe-settings.ts';
import { editYaml } from './edit-yaml.ts';

const aboveTheFile: ReadonlySet<string> = new Set(['environment', 'command line']);

/** The user's `config.yaml`: Gantry's own settings. */
export function createSettingsDocument(loaded: LoadedConfig): ConfigDocument {
  const file = userConfigFile(loaded.sources.paths);
  const declared = new Map(allSettings().map((setting) => [setting.key, setting.declared]));

  /** What the host would run with; undefined where the text has mistakes. */
  async function configOf(text: string): Promise<Config | undefined> {
    const { config, problems } = await configWith(loaded.sources, text);
    return problems.length === 0 ? config : undefined;
  }

  return {
    name: 'settings',
    file,
    format: 'yaml',
    async check(text) {
      const { layers, problems, mistakes } = await configWith(loaded.sources, text);
      // Also without what lies above the file: a mistake hidden by a variable would show when the variable is gone.
      const hidden = checkLayers(mergeLayers(layers.filter((layer) => !isAbove(layer)))).mistakes;
      const found = [...problems, ...[...hidden, ...mistakes].map(toProblem)];
      return found.filter(({ key }, at) => key === null || found.findIndex((each) => each.key === key) === at);
    },
    values: (text) => new Map([...parseYamlLayer(text, { file, layerName: 'user' }).layer].map(([key, { value }]) => [key, value])),
    change(text, changes) {
      let edited = text;
      for (const [key, value] of changes) {
        if (!declared.has(key) && value !== undefined)
          throw new GantryError('invalid_value', { message: `${key} is not a setting.`, field: key });
        edited = editYaml(edited, key, value);
      }
      return edited;
    },
    async entries(text) {
      const { layers } = await configWith(loaded.sources, text);
      return describeSettings({ layers, running: loaded.config });
    },
    isSecret: (key) => declared.get(key)?.isSecret ?? false,
    async effect(_keys, text) {
      const next = await configOf(text);
      const differing = next === undefined ? [] : differingKeys(loaded.config, next);
      return {
        at_once: differing.filter((key) => declared.get(key)?.restarts === 'nothing'),
        host: differing.filter((key) => declared.get(key)?.restarts === 'host'),
        services: [],
      };
    },
    async dryRun() {
      return [];
    },
    async drift() {
      const next = await configOf((await readIfThere(file)) ?? '');
      const differing = next === undefined ? [] : differingKeys(loaded.config, next);
      return {
        drift: differing.map((key) =>
          describeDrift(key, { next: next as Config, running: loaded.config, isSecret: declared.get(key)?.isSecret }),
        ),
        checked: [
          {
            service: null,
            where: 'host',
            values: next === undefined ? 0 : declared.size,
            reason: next === undefined ? 'config.yaml has mistakes' : null,
          },
        ],
      };
    },
    schema: settingsSchema,
  };
}

/** Keys whose values differ between two configurations. */
function differingKeys(one: Config, other: Config): string[] {
  return allSettings()
    .filter(({ section, name }) => !isSame(settingIn(one, section, name), settingIn(other, section, name)))
    .map(({ key }) => key);
}

function isAbove(layer: Layer): boolean {
  const [first] = layer.values();
  return first !== undefined && aboveTheFile.has(first.origin.layer);
}

function toProblem({ key, rule, line, origin }: ReturnType<typeof checkLayers>['mistakes'][number]): ConfigProblem {
  const isHere = origin === undefined || origin.layer === 'user';
  return { key, line: isHere ? (line ?? null) : null, rule: isHere ? rule : `${rule} (${origin.place ?? origin.layer})` };
}

function describeDrift(
  key: string,
  { next, running, isSecret }: { next: Config; running: Config; isSecret: boolean | undefined },
): ConfigDrift {
  const [section, name] = key.split('.') as [keyof Config, string];
  const show = (config: Config) => (isSecret ? '(not shown)' : JSON.stringify(settingIn(config, section, name)));
  return {
    key,
    service: null,
    where: 'host',
    expected: show(next),
    actual: show(running),
    detail: 'The file was changed after this host started; it counts after a restart of Gantry.',
  };
}
