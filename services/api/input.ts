import { z } from 'zod';
import { GantryError, type OperationDeclaration } from '#contract';
import { describeIssue } from '#platform/issues';

/** What a request brought, before it is checked. */
export interface RawInput {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  body: unknown;
}

/**
 * Makes the reader of an operation's flat input from path, query and body. Unknown names are refused by name, except on
 * routes with OpenAI's shape, whose clients send fields of later versions.
 * The reader throws GantryError `malformed_body`, `invalid_value`.
 */
export function createInputReader(declared: OperationDeclaration): (raw: RawInput) => Record<string, unknown> {
  const { shape } = declared.input;
  const isStrict = declared.errorShape !== 'openai';
  const hasBody = declared.method !== 'GET' && declared.method !== 'DELETE';
  // Made once: zod compiles a schema at its first use.
  const schema = isStrict ? declared.input.strict() : declared.input;
  const typeOf = new Map(Object.entries(shape).map(([name, field]) => [name, jsonTypeOf(field as z.ZodType)]));
  const mayLackBody = Object.entries(shape).every(
    ([name, field]) => declared.path.includes(`{${name}}`) || z.safeParse(field as z.ZodType, undefined).success,
  );

  function readText(values: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        if (Array.isArray(value)) throw new GantryError('invalid_value', { message: `${name} must be given once.`, field: name });
        return [name, typeof value === 'string' ? coerce(value, typeOf.get(name)) : value];
      }),
    );
  }

  function readBody(body: unknown, path: Record<string, unknown>): Record<string, unknown> {
    if (body === undefined && mayLackBody) return {};
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new GantryError('malformed_body', { message: 'The request body must be a JSON object.' });
    if (isStrict)
      refuse(
        Object.keys(body).find((name) => Object.hasOwn(path, name)),
        'is read from the path, not from the body',
      );
    return body as Record<string, unknown>;
  }

  return ({ path, query, body }) => {
    if (hasBody && isStrict) refuse(Object.keys(query)[0], 'is not a query parameter of this operation');
    const given = hasBody ? { ...readBody(body, path), ...readText(path) } : readText({ ...query, ...path });
    const result = schema.safeParse(given, { reportInput: true });
    if (!result.success) throw describeIssue(result.error.issues);
    return result.data;
  };
}

function refuse(name: string | undefined, rule: string): void {
  if (name !== undefined) throw new GantryError('invalid_value', { message: `${name} ${rule}.`, field: name });
}

function jsonTypeOf(field: z.ZodType): unknown {
  return z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }).type;
}

/** Text of path and query as the type the schema wants. What does not fit stays text, so that the schema refuses it by name. */
function coerce(text: string, type: unknown): unknown {
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
