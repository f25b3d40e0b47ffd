import { z } from 'zod';
import { type Config, type ConfigEntry, configSchema, type SectionName, type SettingDeclaration, settings } from '#contract';
import type { Layer } from '../layers.ts';

export interface DescribeOptions {
  /** Every layer above the defaults, lowest first. */
  layers: readonly Layer[];
  /** What this host runs with. */
  running: Config;
}

/** Every setting with its value of all layers, where each is from, and what this host runs with. */
export function describeSettings({ layers, running }: DescribeOptions): ConfigEntry[] {
  return allSettings().map(({ key, section, name, declared }) => {
    const fallback = defaultOf(declared);
    const said = layers.flatMap((layer) => {
      const found = layer.get(key);
      return found === undefined ? [] : [{ layer: found.origin.layer, place: found.origin.place ?? null, value: found.value }];
    });
    const last = said.at(-1);
    const hide = (value: unknown) => (declared.isSecret ? null : value);
    return {
      key,
      document: 'settings',
      group: section,
      description: declared.description,
      unit: declared.unit ?? null,
      example: declared.example === undefined ? null : String(declared.example),
      schema: valueSchema(declared),
      is_secret: declared.isSecret ?? false,
      restarts: declared.restarts,
      services: [],
      default: hide(fallback ?? null),
      value: hide(last === undefined ? (fallback ?? null) : last.value),
      origin: last === undefined ? { layer: 'default', place: null } : { layer: last.layer, place: last.place },
      layers: [
        ...(fallback === undefined ? [] : [{ layer: 'default' as const, place: null, value: hide(fallback) }]),
        ...said.map((each) => ({ ...each, value: hide(each.value) })),
      ],
      running: hide(settingIn(running, section, name)),
    };
  });
}

/** Every declared setting by its key. */
export function allSettings(): { key: string; section: SectionName; name: string; declared: SettingDeclaration }[] {
  return Object.entries(settings).flatMap(([section, values]) =>
    Object.entries<SettingDeclaration>(values).map(([name, declared]) => ({
      key: `${section}.${name}`,
      section: section as SectionName,
      name,
      declared,
    })),
  );
}

/** The value of one setting. */
export function settingIn(config: Config, section: SectionName, name: string): unknown {
  return (config[section] as Record<string, unknown>)[name];
}

/** JSON Schema of one value, without what the form shows beside it. */
function valueSchema(declared: SettingDeclaration): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(declared.schema, { io: 'input', unrepresentable: 'any' });
  return schema;
}

function defaultOf(declared: SettingDeclaration): unknown {
  const parsed = declared.schema.safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}

/** JSON Schema of `config.yaml`, with descriptions, for editors. */
export function settingsSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, { properties?: Record<string, Record<string, unknown>> }>;
  };
  for (const { section, name, declared } of allSettings()) {
    const value = schema.properties?.[section]?.properties?.[name];
    if (value === undefined) continue;
    value.description = `${declared.description}${declared.unit === undefined ? '' : ` Unit: ${declared.unit}.`}`;
    if (declared.example !== undefined) value.examples = [declared.example];
  }
  return { ...schema, title: 'Settings of Gantry (config.yaml)' };
}
