import type { Readable } from 'node:stream';

/** Bytes of one of the two streams of a container. */
export interface StreamPart {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

const headerBytes = 8;

/**
 * Splits what the engine sends for a container without a terminal: frames of 1 byte stream (2 is stderr), 3 bytes
 * nothing, 4 bytes length, big endian (Docker Engine API, "Stream format").
 */
export async function* demux(source: AsyncIterable<Buffer>): AsyncGenerator<StreamPart> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= headerBytes) {
      const length = rest.readUInt32BE(at + 4);
      if (rest.length - at - headerBytes < length) break;
      yield { stream: rest[at] === 2 ? 'stderr' : 'stdout', bytes: rest.subarray(at + headerBytes, at + headerBytes + length) };
      at += headerBytes + length;
    }
    rest = rest.subarray(at);
  }
}

/** The same for a whole reply, or for a stream. */
export function demuxReply(reply: Buffer | Readable | NodeJS.ReadableStream): AsyncGenerator<StreamPart> {
  return demux(Buffer.isBuffer(reply) ? once(reply) : (reply as AsyncIterable<Buffer>));
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
