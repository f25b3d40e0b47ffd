import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { errorMessage, negotiateVersion, passwordRequest } from './backend.ts';
import { createExchangeBuilder } from './exchange.ts';
import { createFrameReader, ProtocolViolation } from './frame-reader.ts';
import { frontendType, knownTypes, readCString, startupCode } from './frontend.ts';
import type { Client, Scheduler } from './scheduler.ts';

export interface ConnectionOptions {
  /** Of this server, never used twice. */
  id: number;
  scheduler: Scheduler;
  /** What a client hears when it is let in. */
  greeting: Buffer;
  /** Asked for where it is given. */
  password: string | undefined;
}

/** A startup packet is short; what is longer is not one. */
const maxStartupBytes = 10_000;
/** Time a refused client has to read why. */
const lastWordMs = 1000;

/** Speaks the protocol with one client until it leaves. There is one database and one user: the names it sends are not looked at. */
export function serveConnection(socket: Socket, { id, scheduler, greeting, password }: ConnectionOptions): void {
  const frames = createFrameReader();
  const exchanges = createExchangeBuilder(`c${id}:`);
  let phase: 'startup' | 'password' | 'ready' | 'over' = 'startup';
  const client: Client = {
    answer: (bytes) => void (socket.writable && socket.write(bytes)),
    refuse(message) {
      phase = 'over';
      socket.end(message);
      // A client that hangs does not close its side.
      setTimeout(() => socket.destroy(), lastWordMs).unref();
    },
  };
  const refuse = (code: string, message: string) => client.refuse(errorMessage({ severity: 'FATAL', code, message }));

  function begin(packet: Buffer): void {
    const code = packet.length >= 8 ? packet.readInt32BE(4) : 0;
    if (code === startupCode.ssl || code === startupCode.gss) socket.write('N');
    // A running statement cannot be stopped: the backend has no moment to look.
    else if (code === startupCode.cancel) socket.end();
    else if (code >> 16 !== 3 || packet.length > maxStartupBytes) refuse('0A000', 'unsupported frontend protocol, it must be 3');
    else {
      const options = [...readParameters(packet).keys()].filter((name) => name.startsWith('_pq_.'));
      if (code !== startupCode.protocol3 || options.length > 0) socket.write(negotiateVersion(options));
      phase = password === undefined ? 'ready' : 'password';
      socket.write(password === undefined ? greeting : passwordRequest());
    }
  }

  function checkPassword(message: Buffer): void {
    const isRight = message[0] === frontendType.password && password !== undefined && equal(readCString(message, 5).text, password);
    if (isRight) {
      phase = 'ready';
      socket.write(greeting);
    } else refuse('28P01', 'password authentication failed');
  }

  function take(message: Buffer): void {
    if (phase === 'startup') begin(message);
    else if (phase === 'password') checkPassword(message);
    else takeCommand(message);
  }

  function takeCommand(message: Buffer): void {
    if (message[0] === frontendType.terminate) {
      phase = 'over';
      scheduler.after(client, () => socket.end());
      return;
    }
    if (!knownTypes.has(message[0] as number)) throw new ProtocolViolation('invalid frontend message type');
    const exchange = exchanges.add(message);
    if (exchange !== undefined) scheduler.run(client, exchange);
  }

  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    frames.push(chunk);
    try {
      while (phase !== 'over') {
        const message = frames.next(phase !== 'startup');
        if (message === undefined) break;
        take(message);
      }
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      refuse('08P01', error.message);
    }
  });
  // A client that vanishes is no mistake of ours; `close` follows.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => scheduler.leave(client, exchanges.statementNames()));
}

function readParameters(packet: Buffer): Map<string, string> {
  const parameters = new Map<string, string>();
  for (let at = 8; at < packet.length && packet[at] !== 0; ) {
    const name = readCString(packet, at);
    const value = readCString(packet, name.end + 1);
    parameters.set(name.text, value.text);
    at = value.end + 1;
  }
  return parameters;
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
