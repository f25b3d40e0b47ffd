/** JSON values, one a line, as engines stream them. A line that is not JSON is passed over. */
export async function* jsonLines<T>(stream: AsyncIterable<Buffer>): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const value = parse<T>(line);
      if (value !== undefined) yield value;
    }
  }
  const last = parse<T>(rest);
  if (last !== undefined) yield last;
}

function parse<T>(line: string): T | undefined {
  if (line.trim() === '') return undefined;
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}
