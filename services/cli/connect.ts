import { type Client, createClient } from '#client';
import { GantryError } from '#contract';
import { readIfThere } from '#platform/files';
import { apiTokenFile, type HostAddress, readHostAddress } from '#platform/paths';
import type { Io } from './io.ts';

export interface Connection {
  readonly client: Client;
  readonly address: HostAddress;
}

/** No operation the command line calls takes longer: the host itself ends a request after 120 s by default. */
const longestCallMs = 150_000;

/**
 * Finds the running host of this home folder and makes a client with the admin token.
 * @throws GantryError `host_unreachable` when none runs, `token_missing`, `permission_denied`
 */
export async function connect(io: Io, timeoutMs = longestCallMs): Promise<Connection> {
  const address = await findHost(io);
  const file = apiTokenFile(io.paths);
  const token = (await readIfThere(file))?.trim();
  if (token === undefined || token === '') throw new GantryError('token_missing', { message: `There is no token in ${file}.` });
  const client = createClient({
    baseUrl: '',
    headers: () => ({ authorization: `Bearer ${token}` }),
    // Looked up at each call: a host that starts again during a command may have another port then.
    fetch: async (path, init) => fetch(`${(await findHost(io)).url}${String(path)}`, init),
  });
  return { address, client: withTimeout(client, timeoutMs) };
}

/** The host of this home folder as it is now. @throws GantryError `host_unreachable` */
export async function findHost(io: Io): Promise<HostAddress> {
  const address = await readHostAddress(io.paths);
  if (address === undefined) {
    throw new GantryError('host_unreachable', { message: `No Gantry host runs with this home folder (${io.paths.state}).` });
  }
  // The token goes to the address in that file; once its process is gone, another program may listen there.
  if (!isAlive(address.pid)) {
    throw new GantryError('host_unreachable', { message: `The Gantry host (process ${address.pid}) has ended without closing.` });
  }
  return address;
}

function withTimeout(client: Client, timeoutMs: number): Client {
  return {
    events: client.events,
    async call(name, input, options = {}) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        return await client.call(name, input, {
          signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
        });
      } catch (error) {
        if (!timeout.aborted || options.signal?.aborted) throw error;
        throw new GantryError('timed_out', { message: `The host did not answer within ${timeoutMs / 1000} s.`, cause: error });
      }
    },
  };
}

/** Whether a process with this id runs; EPERM means that it does and belongs to someone else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
