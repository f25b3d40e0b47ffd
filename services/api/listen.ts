import type { FastifyInstance } from 'fastify';
import { GantryError } from '#contract';
import { findPortHolder } from '#platform/ports';

/** Listens on 127.0.0.1; where `port` is 0, on `preferred` if that is free. @throws GantryError `port_taken` naming the process that holds the port */
export async function listenOnLoopback(server: FastifyInstance, port: number, preferred?: number): Promise<number> {
  if (port === 0 && preferred !== undefined) {
    try {
      return await listenOnLoopback(server, preferred);
    } catch {
      // Someone else took it meanwhile; any other will do.
    }
  }
  try {
    await server.listen({ port, host: '127.0.0.1' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new GantryError('port_taken', {
        message: `Port ${port} may not be used by this user.`,
        field: 'server.port',
        fix: 'Choose a port above 1023.',
        cause: error,
      });
    }
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const holder = await findPortHolder(port);
    const who = holder === undefined ? 'another process, which this user may not see' : `process ${holder.pid} (${holder.command})`;
    throw new GantryError('port_taken', { message: `Port ${port} is in use by ${who}.`, field: 'server.port', cause: error });
  }
  return (server.server.address() as { port: number }).port;
}
