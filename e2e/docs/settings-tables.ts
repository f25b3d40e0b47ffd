import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Config, type SettingDeclaration, settings } from '#contract';
import { loadConfig } from '#platform/config';
import { resolvePaths } from '#platform/paths';
import { environments, ruleOf } from './environments.ts';
import { code, table } from './markdown.ts';

/** One table for each section of the settings. */
export async function settingsTables(): Promise<string> {
  // A home that is not there: what comes with Gantry and nothing else.
  const paths = resolvePaths({ GANTRY_HOME: join(tmpdir(), 'gantry-no-such-home') });
  const configs = await Promise.all(environments.map(async (STACK_ENV) => (await loadConfig({ paths, env: { STACK_ENV } })).config));
  const tables = Object.entries(settings).map(([section, values]) => {
    const rows = Object.entries<SettingDeclaration>(values).map(([name, declared]) => [
      code(`${section}.${name}`),
      describeType(declared),
      describeValues(configs.map((config) => valueIn(config, section, name))),
      declared.restarts === 'nothing' ? 'nothing' : 'Gantry',
      `${declared.description}${declared.example === undefined ? '' : ` Example: ${code(String(declared.example))}.`}${declared.isSecret ? ' Secret.' : ''}`,
    ]);
    return `### ${section}\n\n${table(['Setting', 'Type', 'Default', 'Restarts', 'Meaning'], rows)}\n`;
  });
  return tables.join('\n');
}

function valueIn(config: Config, section: string, name: string): unknown {
  return (config[section as keyof Config] as Record<string, unknown>)[name];
}

/** One value, or that of dev with those of the environments that differ from it. */
function describeValues(values: readonly unknown[]): string {
  const [first, ...others] = values.map((value) => code(String(value)));
  const differing = others.flatMap((value, index) => (value === first ? [] : [`${environments[index + 1]} ${value}`]));
  return differing.length === 0 ? (first ?? '') : `${first}; ${differing.join(', ')}`;
}

interface JsonSchema {
  type?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
}

function describeType({ schema, unit }: SettingDeclaration): string {
  const { type, enum: choices, minimum, maximum, maxLength, pattern } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  if (choices !== undefined) return choices.map(code).join(', ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'string') return pattern === undefined ? `text, at most ${maxLength} characters` : `text: ${ruleOf(schema)}`;
  return `${type === 'integer' ? 'whole number' : 'number'}, ${minimum} to ${maximum}${unit === undefined ? '' : ` ${unit}`}`;
}
