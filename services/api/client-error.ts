import type { Socket } from 'node:net';
import { GantryError } from '#contract';
import { errorReply } from './error-reply.ts';
import { safeHeaders } from './safe-headers.ts';

/** What Node's HTTP parser gives up on, by its code. */
const known: Record<string, { status: string; message: string }> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', message: 'Path and headers together are larger than 16 KiB.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'The request did not arrive in time.' },
};

/** Answers bytes that never became a request, in the shape of all errors, and closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, message } = known[error.code ?? ''] ?? { status: '400 Bad Request', message: 'The request is not valid HTTP.' };
  const requestId = crypto.randomUUID();
  const fix = 'Send an HTTP/1.1 request.';
  const { body } = errorReply(new GantryError('malformed_body', { message, fix, cause: error }), { shape: 'gantry', requestId });
  const text = JSON.stringify(body);
  const headers = {
    ...safeHeaders(requestId),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('')}\r\n${text}`);
}
