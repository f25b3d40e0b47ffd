import type { Client } from '#client';
import { GantryError } from '#contract';
import type { HostAddress } from '#platform/paths';
import { findHost } from './connect.ts';
import { restartPatienceMs } from './follow-task.ts';
import { hint } from './hint.ts';
import type { Io } from './io.ts';

const pauseMs = 200;

/**
 * Waits until another host than `before` is ready in this home folder, at whatever port it has now.
 * @throws GantryError `timed_out` after 90 s
 */
export async function waitForRestart(
  io: Io,
  { client, before, patienceMs = restartPatienceMs }: { client: Client; before: HostAddress; patienceMs?: number },
): Promise<HostAddress> {
  const endAt = Date.now() + patienceMs;
  while (Date.now() < endAt) {
    const now = await readyHost(io, client);
    if (now !== undefined && (now.started_at !== before.started_at || now.pid !== before.pid)) return now;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new GantryError('timed_out', {
    message: `Gantry was not ready again within ${patienceMs / 1000} s.`,
    fix: `See what it waits for: ${hint(io, 'status')}`,
  });
}

async function readyHost(io: Io, client: Client): Promise<HostAddress | undefined> {
  try {
    await client.call('probe.ready', {});
    return await findHost(io);
  } catch (error) {
    if (error instanceof GantryError) return undefined;
    throw error;
  }
}
