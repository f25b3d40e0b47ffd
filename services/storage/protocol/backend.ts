/** Messages a server sends: https://www.postgresql.org/docs/18/protocol-message-formats.html */
export interface BackendError {
  severity: 'ERROR' | 'FATAL';
  /** SQLSTATE, five characters. */
  code: string;
  message: string;
  hint?: string;
}

function backendMessage(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export function errorMessage({ severity, code, message, hint }: BackendError): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${message}`, ...(hint === undefined ? [] : [`H${hint}`])];
  return backendMessage('E', Buffer.from(`${fields.join('\0')}\0\0`));
}

/** Says that the next query may come and that no transaction is open. */
export const readyMessage = () => backendMessage('Z', Buffer.from('I'));

/** Asks for the password as it is: only ever used on 127.0.0.1. */
export const passwordRequest = () => backendMessage('R', Buffer.from([0, 0, 0, 3]));

/** Answers a client that wants a newer minor protocol than 3.0, or options of it: none is known here. */
export function negotiateVersion(unknownOptions: readonly string[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(unknownOptions.length, 4);
  return backendMessage('v', Buffer.concat([head, ...unknownOptions.map((option) => Buffer.from(`${option}\0`))]));
}

/** The tags of the commands that were completed, such as `SET` or `INSERT 0 1`. */
export function commandTags(answer: Buffer): string[] {
  const tags: string[] = [];
  for (let at = 0; at + 5 <= answer.length; ) {
    const end = at + 1 + answer.readInt32BE(at + 1);
    if (answer[at] === 0x43) tags.push(answer.toString('latin1', at + 5, end - 1));
    at = end;
  }
  return tags;
}
