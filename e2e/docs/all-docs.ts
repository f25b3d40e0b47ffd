import { settingsSchema } from '#platform/config';
import { shippedVariables, variablesSchema } from '#stack';
import { configurationPage } from './configuration-page.ts';
import { envExample } from './env-example.ts';
import { environments } from './environments.ts';

/** Every generated page by its path in the project. */
export async function allDocs(): Promise<Map<string, string>> {
  const variables = await shippedVariables(environments);
  const defaults = new Map(variables.flatMap(({ name, defaults: { dev } }) => (dev === undefined ? [] : [[name, dev]])));
  return new Map([
    ['docs/configuration.md', await configurationPage(variables)],
    ['.env.example', envExample(variables)],
    ['docs/reference/config.schema.json', json(settingsSchema())],
    ['docs/reference/stack.env.schema.json', json(variablesSchema(defaults))],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
