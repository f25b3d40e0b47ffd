import { credentialNameSchema, credentialValueSchema, GantryError } from '#contract';

/** The name becomes a path. @throws GantryError `invalid_value` */
export function expectName(name: string): void {
  const { error } = credentialNameSchema.safeParse(name);
  if (error !== undefined)
    throw new GantryError('invalid_value', { message: `The name of a secret ${error.issues[0]?.message}.`, field: 'name' });
}

/** @throws GantryError `invalid_value`, naming the secret and the rule */
export function expectStorable(name: string, value: string): void {
  expectName(name);
  const { error } = credentialValueSchema.safeParse(value);
  if (error !== undefined)
    throw new GantryError('invalid_value', { message: `The secret ${name} ${error.issues[0]?.message}.`, field: name });
}
