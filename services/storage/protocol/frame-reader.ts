/** Largest message taken: a document of 5,000,000 characters is below 16 MiB, a batch of them below this. */
const maxMessageBytes = 256 * 1024 * 1024;

/** The bytes do not follow the protocol; the connection cannot go on. */
export class ProtocolViolation extends Error {}

/** Cuts a stream into protocol messages, without copying a long one again for each piece that arrives. */
export interface FrameReader {
  push(chunk: Buffer): void;
  /** The next whole message with its head, or undefined until more arrives. @throws ProtocolViolation */
  next(hasType: boolean): Buffer | undefined;
}

export function createFrameReader(): FrameReader {
  let chunks: Buffer[] = [];
  let size = 0;

  function join(): Buffer {
    const all = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
    chunks = [all];
    return all;
  }

  /** Length of the message that begins the buffer, or undefined until its head is there. */
  function messageLength(headLength: number): number | undefined {
    if (size < headLength) return undefined;
    const first = chunks[0] as Buffer;
    const head = first.length >= headLength ? first : join();
    const length = head.readInt32BE(headLength - 4);
    if (length < 4 || length > maxMessageBytes) {
      throw new ProtocolViolation(`invalid message length, it must be 4 to ${maxMessageBytes} bytes`);
    }
    return headLength - 4 + length;
  }

  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
    },
    next(hasType) {
      const length = messageLength(hasType ? 5 : 4);
      if (length === undefined || size < length) return undefined;
      const all = join();
      chunks = length < size ? [all.subarray(length)] : [];
      size -= length;
      return all.subarray(0, length);
    },
  };
}
