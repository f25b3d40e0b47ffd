import { z } from 'zod';
import { commonErrors, type ErrorCode, errorCatalogue, errorReplySchema, type OperationDeclaration, operations, scopes } from '#contract';

type Json = Record<string, unknown>;

/** Cannot happen where no token is asked for. */
const tokenErrors: ReadonlySet<ErrorCode> = new Set(['token_missing', 'token_invalid', 'scope_missing']);
/** Cannot happen where no body is read. */
const bodyErrors: ReadonlySet<ErrorCode> = new Set(['body_too_large', 'media_type_unsupported']);

const contentTypes = {
  text: 'text/plain',
  html: 'text/html',
  'event-stream': 'text/event-stream',
  json: 'application/json',
  none: '',
} as const;

/** The API as an OpenAPI 3.1 document, made from the declarations alone. */
export function buildOpenApi(version: string): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const [name, declared] of Object.entries<OperationDeclaration>(operations)) {
    paths[declared.path] = { ...paths[declared.path], [declared.method.toLowerCase()]: describeOperation(name, declared, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gantry',
      version,
      description: 'The local API of Gantry: embeddings, documents, search, tasks, events and health on this computer.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This host' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas: { ...components, ErrorReply: toSchema(errorReplySchema, 'output', components), OpenAiErrorReply: openAiErrorSchema },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: `An API token. Scopes: ${scopes.join(', ')}.` },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}

const openAiErrorSchema = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: { message: { type: 'string' }, type: { type: 'string' }, param: { type: ['string', 'null'] }, code: { type: 'string' } },
      required: ['message', 'type', 'param', 'code'],
    },
  },
  required: ['error'],
};

function describeOperation(name: string, declared: OperationDeclaration, components: Json): Json {
  const input = toSchema(declared.input, 'input', components) as { properties?: Record<string, Json>; required?: string[] };
  const inPath = new Set([...declared.path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter));
  const hasBody = takesBody(declared);
  const all = Object.entries(input.properties ?? {});
  const parameters = all
    .filter(([parameter]) => inPath.has(parameter) || !hasBody)
    .map(([parameter, schema]) => ({
      name: parameter,
      in: inPath.has(parameter) ? 'path' : 'query',
      required: inPath.has(parameter) || (input.required ?? []).includes(parameter),
      schema,
    }));
  const body = Object.fromEntries(all.filter(([parameter]) => hasBody && !inPath.has(parameter)));
  return {
    operationId: name,
    summary: declared.summary,
    ...(declared.description === undefined ? {} : { description: declared.description }),
    tags: [declared.tag],
    ...(declared.scope === 'public' ? { security: [] } : { 'x-scope': declared.scope }),
    parameters,
    ...(Object.keys(body).length === 0
      ? {}
      : {
          requestBody: {
            required: (input.required ?? []).some((field) => field in body),
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: body,
                  required: (input.required ?? []).filter((field) => field in body),
                  // Clients of OpenAI send fields of later versions; everywhere else an unknown name is a mistake.
                  ...(declared.errorShape === 'openai' ? {} : { additionalProperties: false }),
                },
              },
            },
          },
        }),
    responses: { [declared.status]: describeReply(declared, components), ...describeErrors(declared) },
  };
}

function describeReply(declared: OperationDeclaration, components: Json): Json {
  if (declared.reply === 'none') return { description: 'Done' };
  return {
    description: 'Success',
    content: {
      [contentTypes[declared.reply]]: {
        schema: declared.reply === 'json' ? toSchema(declared.output, 'output', components) : { type: 'string' },
      },
    },
  };
}

const retryAfter = { 'Retry-After': { description: 'Seconds until another try makes sense', schema: { type: 'integer', minimum: 1 } } };

function takesBody({ method }: OperationDeclaration): boolean {
  return method !== 'GET' && method !== 'DELETE';
}

/** One reply a status, with the codes it can carry. */
function describeErrors(declared: OperationDeclaration): Json {
  const possible = commonErrors.filter(
    (code) => !(declared.scope === 'public' && tokenErrors.has(code)) && (takesBody(declared) || !bodyErrors.has(code)),
  );
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...possible, ...declared.errors])) {
    const { status } = errorCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const schema = { $ref: `#/components/schemas/${declared.errorShape === 'openai' ? 'OpenAiErrorReply' : 'ErrorReply'}` };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title}`).join('\n\n'),
        ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
        content: { 'application/json': { schema } },
      },
    ]),
  );
}

/** JSON Schema of a zod schema; schemas that have an id move to the components and are referred to. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $schema: _dialect,
    $defs: defs,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries(defs ?? {})) components[name] ??= point(definition);
  if (typeof rest.id === 'string') {
    const { id, ...body } = rest;
    components[id as string] ??= point(body);
    return { $ref: `#/components/schemas/${id}` };
  }
  return point(rest) as Json;
}

/** `#/$defs/x` as a reference into the components of the document. */
function point(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'), (key, inner: unknown) =>
    key === 'id' && typeof inner === 'string' ? undefined : inner,
  );
}
