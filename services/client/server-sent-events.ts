export interface ServerSentEvent {
  event: string;
  data: string;
  id: string | undefined;
}

/** Parses a `text/event-stream` body (WHATWG HTML, section 9.2.6). `onBytes` is called for anything that arrives, comments too. */
export async function* parseServerSentEvents(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let fields = emptyFields();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          readField(line, fields);
          continue;
        }
        if (fields.data.length > 0) yield { event: fields.event, data: fields.data.join('\n'), id: fields.id };
        fields = emptyFields();
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

interface Fields {
  event: string;
  data: string[];
  id: string | undefined;
}

function emptyFields(): Fields {
  return { event: 'message', data: [], id: undefined };
}

function readField(line: string, fields: Fields): void {
  const colon = line.indexOf(':');
  if (colon === 0) return;
  const name = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'event') fields.event = value;
  else if (name === 'data') fields.data.push(value);
  else if (name === 'id') fields.id = value;
}
