import { createServer, type Server } from 'node:http';
import type { Log } from '#platform/log';

/**
 * A second listener of the same API, on the address containers of the stack reach this computer by. Nothing else is
 * opened: other computers do not route there. The same gate decides, and only tokens count.
 */
export function createGateway(log: Log) {
  let api: Server | undefined;
  let open: { server: Server; address: string } | undefined;

  async function close(): Promise<void> {
    const closing = open?.server;
    open = undefined;
    if (closing === undefined) return;
    closing.closeAllConnections();
    await new Promise((resolve) => closing.close(resolve));
  }

  return {
    address: () => open?.address,
    /** The server whose requests are answered. */
    serve(server: Server): void {
      api = server;
    },
    async listen(address: string | undefined, port: number): Promise<{ url: string | null; reason: string }> {
      const url = (host: string) => `http://${host}:${port}`;
      if (address !== undefined && open?.address === address)
        return { url: url(address), reason: 'open while the stack runs; a token is required' };
      await close();
      const target = api;
      if (address === undefined || target === undefined) return { url: null, reason: 'closed: the stack does not run' };
      const server = createServer({ requestTimeout: target.requestTimeout, headersTimeout: target.headersTimeout }, (request, response) =>
        target.emit('request', request, response),
      );
      server.on('clientError', (error, socket) => target.emit('clientError', error, socket));
      try {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject);
          server.listen({ port, host: address }, () => resolve());
        });
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        log.warn({ err: error, address }, 'local API not open to containers');
        // Rootless engines and virtual machines have that address elsewhere than on this computer.
        const why =
          code === 'EADDRNOTAVAIL'
            ? `${address} is not an address of this computer (a rootless engine, or one in a virtual machine)`
            : `port ${port} on ${address}: ${code}`;
        return { url: null, reason: `closed: ${why}` };
      }
      open = { server, address };
      log.info({ address, port }, 'local API is open to containers');
      return { url: url(address), reason: 'open while the stack runs; a token is required' };
    },
    close,
  };
}
