import { GantryError } from '#contract';
import type { CallShape } from './operation-table.ts';

/** Path with its parameters filled in, query and body of one call. */
export function buildRequest(declared: CallShape, input: Record<string, unknown>): { path: string; body: string | undefined } {
  const rest: Record<string, unknown> = { ...input };
  const path = declared.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    if (value === undefined || value === '') throw new GantryError('invalid_value', { message: `${name} must not be empty.`, field: name });
    return encodeURIComponent(String(value));
  });
  if (declared.method !== 'GET' && declared.method !== 'DELETE') return { path, body: JSON.stringify(rest) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return { path: query.size === 0 ? path : `${path}?${query}`, body: undefined };
}
