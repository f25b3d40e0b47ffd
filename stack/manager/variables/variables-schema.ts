import { ownVariables, stackVariables, type VariableDeclaration } from '#contract';
import { jsonSchemaOf } from './explain-variables.ts';

/** JSON Schema of `stack.env` as an object of texts. `defaults` by name, where they are known. */
export function variablesSchema(defaults: ReadonlyMap<string, string> = new Map()): Record<string, unknown> {
  const describe = ([name, declaration]: [string, VariableDeclaration]) => [
    name,
    {
      ...jsonSchemaOf(declaration),
      description: declaration.description,
      ...(defaults.has(name) ? { default: defaults.get(name) } : {}),
      ...(declaration.example === undefined ? {} : { examples: [declaration.example] }),
    },
  ];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Variables of the stack (stack.env)',
    type: 'object',
    properties: Object.fromEntries([...Object.entries(stackVariables), ...Object.entries(ownVariables)].map(describe)),
    additionalProperties: false,
  };
}
