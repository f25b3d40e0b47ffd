import { z } from 'zod';
import { type ConfigEntry, GantryError, type LayerValue, stackVariables, type VariableDeclaration } from '#contract';
import { parseEnvText } from '../files/env-text.ts';
import type { StackFiles } from '../files/stack-files.ts';
import { declarationOf, isOwn, isSecretVariable, type KnownVariable, knownVariables } from './known-variables.ts';

/** Group of variables that every service uses. */
export const everyServiceGroup = 'every service';

/** Every variable there is, with `text` as the content of `stack.env`; Gantry's own are left out. */
export async function explainVariables(files: StackFiles, text: string): Promise<ConfigEntry[]> {
  const user = new Map(parseEnvText(text).assignments.map((each) => [each.name, each]));
  const values = Object.fromEntries([...user].map(([name, { value }]) => [name, value]));
  return [...(await known(files, values))].map((variable) => {
    const set = user.get(variable.name);
    return explain(variable, set === undefined ? undefined : { value: set.value, place: `stack.env:${set.line}` });
  });
}

function explain(
  { name, declaration, services, defaults, value }: KnownVariable,
  user: { value: string; place: string } | undefined,
): ConfigEntry {
  const isSecret = isSecretVariable(name);
  const shown = (text: string | undefined) => (isSecret ? null : (text ?? null));
  const layers: LayerValue[] = defaults.map(({ layer, place, value: text }) => ({ layer, place, value: shown(text) }));
  if (user !== undefined) layers.push({ layer: 'user', place: user.place, value: shown(user.value) });
  // `${NAME:-default}` passes over a variable that is empty.
  const isPassedOver = user?.value === '' && value !== undefined && value !== '';
  const counting = layers.at(isPassedOver ? -2 : -1);
  return {
    key: name,
    document: 'variables',
    group: declaration === undefined ? (services[0] ?? everyServiceGroup) : (declaration.service ?? everyServiceGroup),
    description: declaration?.description ?? 'A variable of your own compose file.',
    unit: declaration?.unit ?? null,
    example: declaration?.example ?? null,
    schema: jsonSchemaOf(declaration),
    is_secret: isSecret,
    restarts: 'services',
    services: [...services],
    default: shown(defaults[0]?.value),
    value: shown(value ?? user?.value),
    origin: { layer: counting?.layer ?? 'default', place: counting?.place ?? null },
    layers,
    running: null,
  };
}

/** JSON Schema of the text of a variable. */
export function jsonSchemaOf(declaration: VariableDeclaration | undefined): Record<string, unknown> {
  if (declaration === undefined) return { type: 'string' };
  const { $schema: _version, ...schema } = z.toJSONSchema(declaration.schema, { io: 'input' }) as Record<string, unknown>;
  return schema;
}

/** Where a compose file cannot be read, what is declared is still explained: its mistake is told by the check. */
async function known(files: StackFiles, values: Record<string, string>): Promise<Iterable<KnownVariable>> {
  try {
    return knownVariables(await files.read(), { ...files.own(), ...values }).variables.values();
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    const names = new Set([...Object.keys(stackVariables), ...Object.keys(values).filter((name) => !isOwn(name))]);
    return [...names].map((name) => ({ name, declaration: declarationOf(name), services: [], defaults: [], value: values[name] }));
  }
}
