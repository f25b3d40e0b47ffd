/** Where the documents may be: in Gantry itself, in the stack's Postgres, or in one of your own. */
export const providerNames = ['embedded', 'stack', 'external'] as const;
export type ProviderName = (typeof providerNames)[number];
