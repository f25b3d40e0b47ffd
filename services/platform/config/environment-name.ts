import { GantryError } from '#contract';

export const environmentNames = ['dev', 'staging', 'prod'] as const;
export type EnvironmentName = (typeof environmentNames)[number];

/** `STACK_ENV`, default `dev`. @throws GantryError `config_invalid` on any other name */
export function readEnvironmentName(env: Record<string, string | undefined>): EnvironmentName {
  const name = env.STACK_ENV ?? 'dev';
  const known = environmentNames.find((each) => each === name);
  if (known === undefined) {
    throw new GantryError('config_invalid', {
      message: `STACK_ENV must be one of ${environmentNames.join(', ')}.`,
      field: 'STACK_ENV',
      fix: 'Correct the variable STACK_ENV, or unset it.',
    });
  }
  return known;
}
