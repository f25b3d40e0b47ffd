import { GantryError } from '#contract';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** `__proto__` as it stands, or with any of its letters written as an escape. */
const mayHaveProto = /__proto__|\\u00(?:5f|6f|7[024])/i;

/**
 * Reads strict UTF-8 and strict JSON. A key `__proto__` is refused at any depth: what copies such an object could be
 * made to change the prototype of all others.
 * @throws GantryError `malformed_body`
 */
export function parseJsonBody(body: Buffer): unknown {
  const text = decode(body);
  const value = parse(text);
  if (mayHaveProto.test(text) && hasProtoKey(value))
    throw new GantryError('malformed_body', { message: 'The request body has a key __proto__, which is not allowed.' });
  return value;
}

function decode(body: Buffer): string {
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new GantryError('malformed_body', { message: 'The request body is not valid UTF-8.', cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GantryError('malformed_body', { message: `The request body is ${text === '' ? 'empty' : 'not valid JSON'}.`, cause });
  }
}

/** With a stack of its own, so that deep nesting cannot use up the one of the thread. */
function hasProtoKey(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, '__proto__')) return true;
    for (const inner of Object.values(next)) left.push(inner);
  }
  return false;
}
