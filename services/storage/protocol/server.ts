import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Engine } from '../embedded/engine.ts';
import type { ListenAddress } from '../embedded/messages.ts';
import { errorMessage } from './backend.ts';
import { serveConnection } from './connection.ts';
import { createScheduler } from './scheduler.ts';

export interface ProtocolServer {
  /** 0 for a Unix socket. */
  readonly port: number;
  /** Ends all connections; what is running is finished. */
  close(): Promise<void>;
}

/** Serves the Postgres protocol for one backend to many connections. */
export async function startProtocolServer(engine: Engine, listen: ListenAddress): Promise<ProtocolServer> {
  const scheduler = createScheduler(engine);
  const password = 'password' in listen ? listen.password : undefined;
  const sockets = new Set<Socket>();
  let lastId = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    lastId += 1;
    serveConnection(socket, { id: lastId, scheduler, greeting: engine.greeting, password });
  });
  const port = await bind(server, listen);
  return {
    port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await scheduler.close();
      const goodbye = errorMessage({ severity: 'FATAL', code: '57P01', message: 'terminating connection: the database is closing' });
      for (const socket of sockets) socket.end(goodbye, () => socket.destroy());
      await closed;
    },
  };
}

async function bind(server: Server, listen: ListenAddress): Promise<number> {
  if ('socketPath' in listen) {
    // A host that was killed leaves its socket; the lock of the home says that no other one runs.
    await rm(listen.socketPath, { force: true });
    server.listen(listen.socketPath);
  } else server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
