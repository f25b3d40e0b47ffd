import type { z } from 'zod';

/** What must be done before a changed value counts: nothing (it counts at once), or start the host again. */
export type Restart = 'nothing' | 'host';

/** One configuration value. Its default, range and type are in the schema; the rest is what people need to decide. */
export interface SettingDeclaration<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly unit?: string;
  readonly description: string;
  /** A value one could write, where the default does not show it. */
  readonly example?: string | number | boolean;
  /** True for values that must never be shown, logged or kept in the environment. */
  readonly isSecret?: boolean;
  readonly restarts: Restart;
}

export function setting<S extends z.ZodType>(declaration: SettingDeclaration<S>): SettingDeclaration<S> {
  return declaration;
}

export type SectionValues<T extends Record<string, SettingDeclaration>> = { [K in keyof T]: z.output<T[K]['schema']> };
