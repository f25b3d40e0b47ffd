import { createClient } from '#client';

export interface HealthSummaryOptions {
  baseUrl: string;
  token: string;
  onChange(summary: string | undefined): void;
  signal: AbortSignal;
}

/** Follows the host's own summary ("All 6 parts healthy") by events, until `signal` aborts; undefined when it cannot be asked. */
export async function followHealthSummary({ baseUrl, token, onChange, signal }: HealthSummaryOptions): Promise<void> {
  const client = createClient({ baseUrl, headers: () => ({ authorization: `Bearer ${token}` }) });
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
