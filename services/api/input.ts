import { z } from 'zod';
import { GantryError, type OperationDeclaration } from '#contract';
import { describeIssue } from './issue.ts';

/** What a request brought, before it is checked. */
export interface RawInput {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  body: unknown;
}

/**
 * The flat input of an operation from path, query and body. Unknown names are refused by name, except on routes with
 * OpenAI's shape, whose clients send fields of later versions.
 * @throws GantryError `malformed_body`, `invalid_value`
 */
export function readInput(declared: OperationDeclaration, { path, query, body }: RawInput): Record<string, unknown> {
  const hasBody = declared.method !== 'GET' && declared.method !== 'DELETE';
  const fromText = { ...(hasBody ? {} : query), ...path };
  const given = { ...(hasBody ? readObject(declared, body) : {}), ...coerce(declared.input.shape, fromText) };
  const schema = declared.errorShape === 'openai' ? declared.input : declared.input.strict();
  const result = schema.safeParse(given);
  if (!result.success) throw describeIssue(result.error.issues);
  return result.data;
}

function readObject(declared: OperationDeclaration, body: unknown): Record<string, unknown> {
  if (
    body === undefined &&
    Object.keys(declared.input.shape).every(
      (name) => declared.path.includes(`{${name}}`) || declared.input.shape[name]?.safeParse(undefined).success,
    )
  )
    return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new GantryError('malformed_body', { message: 'The request body must be a JSON object.' });
  return body as Record<string, unknown>;
}

/** Text of path and query as the type the schema wants. What does not fit stays text, so that the schema refuses it by name. */
function coerce(shape: Record<string, unknown>, values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (Array.isArray(value)) throw new GantryError('invalid_value', { message: `${name} must be given once.`, field: name });
      const schema = shape[name];
      return [name, schema instanceof z.ZodType && typeof value === 'string' ? coerceOne(schema, value) : value];
    }),
  );
}

function coerceOne(schema: z.ZodType, text: string): unknown {
  const { type } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  if ((type === 'integer' || type === 'number') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
