import { createServer } from 'node:net';
import { settings } from '#contract';
import { readHostAddress } from '#platform/paths';
import { findPortHolder } from '#platform/ports';
import { isAlive } from '../connect.ts';
import type { Io } from '../io.ts';
import type { Check } from './check.ts';

/** Whether the host can listen where it is told to. */
export const portFree: Check = {
  name: 'port-free',
  title: 'Is the port of the local API free?',
  async run(io) {
    const address = await readHostAddress(io.paths);
    if (address !== undefined && isAlive(address.pid)) {
      return { state: 'ok', evidence: `held by the running host of this home (process ${address.pid}) at ${address.url}` };
    }
    const { port, from } = configuredPort(io.env);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      return { state: 'down', evidence: `${from} is no port`, cause: 'A port is a whole number from 0 to 65535.', fix: `Correct ${from}.` };
    }
    if (port === 0) return { state: 'ok', evidence: `${from} is 0: the system picks a free port` };
    const code = await tryListen(port);
    if (code === undefined) return { state: 'ok', evidence: `port ${port} (${from}) is free` };
    const holder = await findPortHolder(port);
    return {
      state: 'down',
      evidence: `port ${port} (${from}): ${code}`,
      cause:
        code === 'EACCES'
          ? 'This port is reserved for the system.'
          : `It is held by ${holder === undefined ? 'a process that cannot be seen by your user' : `process ${holder.pid} (${holder.command})`}.`,
      fix: 'Stop that process, or choose another port, e.g. GANTRY_PORT=0 for a free one.',
    };
  },
};

/** A port set in config.yaml is not seen here: the file is read by the host, and reported by it. */
function configuredPort(env: Io['env']): { port: number; from: string } {
  for (const name of ['GANTRY_PORT', 'GANTRY__SERVER__PORT']) {
    const value = env[name];
    if (value !== undefined && value !== '') return { port: Number(value), from: name };
  }
  return { port: Number(settings.server.port.schema.parse(undefined)), from: 'the default; config.yaml may set another' };
}

function tryListen(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
