import { GantryError } from '#contract';
import type { ConfigDocument } from '#platform/config';
import type { Compose } from '../compose-file/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { changeEnvText, envFileHeader, envValues, parseEnvText } from '../files/env-text.ts';
import type { StackFiles } from '../files/stack-files.ts';
import { checkVariables } from './check-variables.ts';
import { explainVariables } from './explain-variables.ts';
import { isSecretVariable, knownVariables } from './known-variables.ts';
import { variablesDrift } from './variables-drift.ts';
import { variablesDryRun } from './variables-dry-run.ts';
import { variablesEffect } from './variables-effect.ts';
import { variablesSchema } from './variables-schema.ts';

export interface VariablesDocumentOptions {
  readonly files: StackFiles;
  readonly engine: Engine;
  /** Containers of the stack by service. */
  containers(): Readonly<Record<string, ContainerInfo>>;
}

/** `stack.env`, the variables of the compose files, as a document of the configuration. */
export function createVariablesDocument({ files, engine, containers }: VariablesDocumentOptions): ConfigDocument {
  const containerOf = (service: string) => containers()[service];

  /** The files with the variables as they are; undefined where they have a mistake. */
  async function present(): Promise<Compose | undefined> {
    return files.load().catch((error: unknown) => {
      if (error instanceof GantryError) return undefined;
      throw error;
    });
  }

  return {
    name: 'variables',
    file: files.envFile,
    format: 'env',
    check: (text) => checkVariables(files, text),
    values: (text) => new Map(parseEnvText(text).assignments.map(({ name, value }) => [name, value])),
    change(text, changes) {
      const texts = [...changes].map(([name, value]) => [name, asText(name, value)] as const);
      return changeEnvText(text === '' ? envFileHeader : text, new Map(texts));
    },
    entries: (text) => explainVariables(files, text),
    isSecret: isSecretVariable,
    async effect(keys, text) {
      return variablesEffect({ keys, before: await present(), after: await files.parse(text), containers: containers() });
    },
    async dryRun(text, keys, signal) {
      return variablesDryRun({ engine, keys, before: await present(), after: () => files.parse(text), containerOf, signal });
    },
    async drift(signal) {
      const compose = await present();
      if (compose === undefined)
        return { drift: [], checked: [{ service: null, where: 'container', values: 0, reason: 'the compose files have a mistake' }] };
      const variables = { ...files.own(), ...envValues(await files.readVariables()) };
      const { leaves } = knownVariables(await files.read(), variables);
      return variablesDrift({ engine, compose, leaves, containerOf, signal });
    },
    schema: () => variablesSchema(),
  };
}

/** Variables are text: numbers and booleans become what one would write. */
function asText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new GantryError('invalid_value', { message: `${name} must be a text.`, field: name });
}
