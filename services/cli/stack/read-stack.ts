import type { Client } from '#client';
import { GantryError, type Stack } from '#contract';

/** The stack, or why it cannot be said how it is; neither where the host has none. */
export type StackAnswer = { stack: Stack } | { error: GantryError } | { absent: true };

/** Reads the stack for the status, which has something to say also when this fails. */
export async function readStack(client: Client): Promise<StackAnswer> {
  try {
    return { stack: await client.call('stack.read', {}) };
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    return error.code === 'route_unknown' ? { absent: true } : { error };
  }
}
