/** Values of STACK_ENV, the default first. */
export const environments = ['dev', 'staging', 'prod'] as const;

/** What a declaration refuses with, as what it takes: the rule without "must be". */
export function ruleOf(schema: { safeParse(value: unknown): { error?: { issues: readonly { message: string }[] } } }): string {
  const [issue] = schema.safeParse('\u0001').error?.issues ?? [];
  return (issue?.message ?? '').replace(/^must be /, '');
}
