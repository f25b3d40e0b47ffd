import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** `unknown`: it cannot be tried, for the port needs rights this user lacks or the address is not one of this computer. */
export type PortTry = 'free' | 'taken' | 'unknown';

export interface PortPlace {
  /** Empty is every address. */
  readonly hostAddress: string;
  readonly hostPort: number;
  /** Default TCP. */
  readonly protocol?: 'tcp' | 'udp';
}

/** Tries to listen there, really. Somebody on all addresses counts against one of them too. */
export function tryPort({ hostAddress, hostPort: port, protocol = 'tcp' }: PortPlace): Promise<PortTry> {
  const host = hostAddress === '' ? '0.0.0.0' : hostAddress;
  return new Promise((resolve) => {
    const fail = ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? 'taken' : 'unknown');
    if (protocol === 'udp') {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', (error) => {
        socket.close();
        fail(error);
      });
      socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve('free')));
      return;
    }
    const server = createServer();
    server.once('error', fail);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')));
  });
}
