/** Messages a client sends: https://www.postgresql.org/docs/18/protocol-message-formats.html */
export const frontendType = {
  bind: 0x42,
  close: 0x43,
  describe: 0x44,
  execute: 0x45,
  functionCall: 0x46,
  flush: 0x48,
  parse: 0x50,
  query: 0x51,
  sync: 0x53,
  terminate: 0x58,
  copyFail: 0x66,
  password: 0x70,
} as const;

/** What a client may send after it was let in; the backend ends at anything else. */
export const knownTypes: ReadonlySet<number> = new Set([
  ...Object.values(frontendType).filter((type) => type !== frontendType.password),
  // CopyData and CopyDone, which the backend passes over where no COPY is going on.
  0x64,
  0x63,
]);

/** Second word of a packet that has no type: what the client begins with. */
export const startupCode = { protocol3: 0x0003_0000, cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104 } as const;

/** A message with its type and length. */
export function frontendMessage(type: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head[0] = type;
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const queryMessage = (sql: string) => frontendMessage(frontendType.query, Buffer.from(`${sql}\0`));
export const syncMessage = () => frontendMessage(frontendType.sync);
export const copyFailMessage = (reason: string) => frontendMessage(frontendType.copyFail, Buffer.from(`${reason}\0`));
export const closeStatementMessage = (name: string) => frontendMessage(frontendType.close, Buffer.from(`S${name}\0`));

export function startupPacket(parameters: Record<string, string>): Buffer {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  const body = Buffer.from(`${pairs.join('')}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(startupCode.protocol3, 4);
  return Buffer.concat([head, body]);
}

/** The text from `start` to the next zero byte, and where that byte is. */
export function readCString(message: Buffer, start: number): { text: string; end: number } {
  const end = message.indexOf(0, start);
  if (end === -1) return { text: message.toString('utf8', start), end: message.length };
  return { text: message.toString('utf8', start, end), end };
}
