import type { IncomingMessage } from 'node:http';

/** What is let in of a body nobody reads: enough for an honest mistake, not a way to keep the host busy. */
const mostBytes = 64 * 1024 * 1024;
const mostMs = 2000;

/**
 * Takes the rest of a body that was refused and throws it away. A connection that is closed while the client still sends
 * makes the client see a broken pipe in place of the reply that says why.
 */
export function passOverBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      request.off('data', count);
      resolve();
    };
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) end();
    };
    const timer = setTimeout(end, mostMs);
    request.on('data', count);
    request.once('end', end);
    request.once('close', end);
    request.resume();
  });
}
