import type { Scope } from '#contract';

/** A request that a token with these scopes may make; the token itself stands in a variable, not in the line. */
export function curlWith({ origin, scopes }: { origin: string; scopes: readonly Scope[] }): string {
  const curl = 'curl -H "Authorization: Bearer $GANTRY_TOKEN"';
  const json = (path: string, body: object) => `${curl} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${origin}${path}`;
  if (scopes.includes('search')) return json('/vector/search', { query: 'what did we decide about backups' });
  if (scopes.includes('read') || scopes.includes('admin')) return `${curl} ${origin}/health`;
  if (scopes.includes('ingest')) return json('/documents', { title: 'A note', content: 'Its text.' });
  return json('/v1/chat/completions', { messages: [{ role: 'user', content: 'Hello' }] });
}
