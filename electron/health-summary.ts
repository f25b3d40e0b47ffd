import { createClient } from '#client';

export interface HealthSummaryOptions {
  baseUrl: string;
  /** Asked at every request, for the token may have been replaced. */
  readToken(): Promise<string | undefined>;
  onChange(summary: string | undefined): void;
  signal: AbortSignal;
}

/** Follows the host's own summary ("All 6 parts healthy") by events, until `signal` aborts; undefined when it cannot be asked. */
export async function followHealthSummary({ baseUrl, readToken, onChange, signal }: HealthSummaryOptions): Promise<void> {
  const client = createClient({
    baseUrl,
    async fetch(address, init) {
      const headers = new Headers(init?.headers);
      const token = await readToken();
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      return fetch(address, { ...init, headers });
    },
  });
  const read = () => {
    client.call('health.read', {}, { signal }).then(
      ({ summary }) => onChange(summary),
      () => onChange(undefined),
    );
  };
  await client.events({
    signal,
    onState: (state) => (state === 'open' ? read() : onChange(undefined)),
    onResync: read,
    onEvent: ({ event }) => {
      if (event === 'part.changed') read();
    },
  });
}
