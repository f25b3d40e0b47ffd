import { z } from 'zod';
import { operation } from '../operation.ts';
import { textSchema } from '../values.ts';

/** Largest number of inputs in one request (OpenAI's own limit is 2,048; ours leaves room to say so by name). */
export const maxEmbeddingInputs = 2048;
/** Longest single input, characters. The model reads 256 tokens; longer text is cut there and counted as such. */
export const maxEmbeddingChars = 200_000;

const inputSchema = textSchema(maxEmbeddingChars);
const inputsSchema = z.union([
  inputSchema,
  z.array(inputSchema).min(1, 'must have at least 1 item').max(maxEmbeddingInputs, `must have at most ${maxEmbeddingInputs} items`),
]);

const vectorSchema = z.array(z.number()).describe('384 numbers, unit norm');

const modelSchema = z
  .object({ id: z.string(), object: z.literal('model'), created: z.number().int().describe('Unix seconds'), owned_by: z.string() })
  .meta({ id: 'Model' });

/** Vectors from text, in OpenAI's and in Text Embeddings Inference's shape. */
export const embeddingOperations = {
  'embeddings.create': operation({
    method: 'POST',
    path: '/v1/embeddings',
    scope: 'search',
    tag: 'OpenAI',
    summary: 'Embed text',
    errorShape: 'openai',
    bodyLimitBytes: 8 * 1024 * 1024,
    input: z.object({
      input: inputsSchema.describe(`A text or 1 to ${maxEmbeddingInputs} texts; each is read up to 256 tokens`),
      model: z.string().max(200).optional().describe('Default: the model that is loaded'),
      encoding_format: z.enum(['float', 'base64']).default('float').describe('base64: little-endian float32'),
      dimensions: z.number().int().positive().optional().describe('Only the size of the model (384) is possible'),
      user: z.string().max(200).optional().describe('Accepted for compatibility; not used'),
    }),
    output: z.object({
      object: z.literal('list'),
      data: z.array(
        z.object({ object: z.literal('embedding'), index: z.number().int().nonnegative(), embedding: z.union([vectorSchema, z.base64()]) }),
      ),
      model: z.string(),
      usage: z.object({ prompt_tokens: z.number().int().nonnegative(), total_tokens: z.number().int().nonnegative() }),
    }),
    errors: ['not_found', 'overloaded'],
  }),
  'models.list': operation({
    method: 'GET',
    path: '/v1/models',
    scope: 'read',
    tag: 'OpenAI',
    summary: 'List the models that are loaded',
    errorShape: 'openai',
    input: z.object({}),
    output: z.object({ object: z.literal('list'), data: z.array(modelSchema) }),
  }),
  'models.read': operation({
    method: 'GET',
    path: '/v1/models/{model}',
    scope: 'read',
    tag: 'OpenAI',
    summary: 'Read one model',
    errorShape: 'openai',
    input: z.object({ model: z.string().max(200) }),
    output: modelSchema,
    errors: ['not_found'],
  }),
  'tei.embed': operation({
    method: 'POST',
    path: '/embed',
    scope: 'search',
    tag: 'TEI',
    summary: "Embed text, in Text Embeddings Inference's shape",
    bodyLimitBytes: 8 * 1024 * 1024,
    input: z.object({
      inputs: inputsSchema,
      normalize: z.boolean().default(true).describe('false gives the mean-pooled vector without unit norm'),
      truncate: z.boolean().default(true).describe('false refuses inputs over 256 tokens instead of cutting them'),
    }),
    output: z.array(vectorSchema),
    errors: ['overloaded'],
  }),
  'tei.info': operation({
    method: 'GET',
    path: '/info',
    scope: 'read',
    tag: 'TEI',
    summary: 'What model is loaded and how it is run',
    input: z.object({}),
    output: z.object({
      model_id: z.string(),
      model_sha256: z.string().describe('Of the weights the model was made from'),
      model_dtype: z.enum(['int8', 'float32']),
      model_type: z.object({ embedding: z.object({ pooling: z.literal('mean') }) }),
      dimensions: z.number().int().positive(),
      max_input_length: z.number().int().positive().describe('Tokens'),
      max_client_batch_size: z.number().int().positive(),
      max_batch_tokens: z.number().int().positive(),
      max_concurrent_requests: z.number().int().positive(),
      tokenization_workers: z.number().int().positive(),
      version: z.string(),
    }),
  }),
};
