import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, GantryError, maxEmbeddingInputs, type Output, type Routes } from '#contract';
import { projectRoot } from '#platform/paths';
import type { Embeddings } from './embeddings.ts';
import { modelIds } from './model-ids.ts';

export interface RouteOptions {
  embed: Embeddings['embed'];
  model: Embeddings['model'];
  config: Config['embeddings'];
  /** When the model file was written; undefined while the model is not loaded. */
  createdAt: () => Date | undefined;
}

/** Handlers of `/v1/embeddings`, `/v1/models`, `/embed` and `/info`. */
export function embeddingRoutes({ embed, model, config, createdAt }: RouteOptions): Routes {
  const version = (JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string }).version;

  function listModels(): Output<'models.read'>[] {
    const created = createdAt();
    if (created === undefined) return [];
    return modelIds.map((id) => ({
      id,
      object: 'model',
      created: Math.floor(created.getTime() / 1000),
      owned_by: 'sentence-transformers',
    }));
  }

  return {
    async 'embeddings.create'({ input, model: wanted = model.id, encoding_format, dimensions }, { signal, countTokens }) {
      if (!modelIds.some((id) => id === wanted)) throw unknownModel();
      if (dimensions !== undefined && dimensions !== model.dimensions) {
        throw new GantryError('invalid_value', { field: 'dimensions', message: `dimensions must be ${model.dimensions}.` });
      }
      const { vectors, tokens } = await embed(asList(input), { signal }).catch(nameField('input'));
      const used = sum(tokens);
      countTokens?.(used);
      return {
        object: 'list',
        data: vectors.map((vector, index) => ({
          object: 'embedding',
          index,
          embedding: encoding_format === 'base64' ? toBase64(vector) : Array.from(vector),
        })),
        model: wanted,
        usage: { prompt_tokens: used, total_tokens: used },
      };
    },
    'models.list': async () => ({ object: 'list', data: listModels() }),
    async 'models.read'({ model: wanted }) {
      const found = listModels().find(({ id }) => id === wanted);
      if (found === undefined) throw unknownModel();
      return found;
    },
    async 'tei.embed'({ inputs, normalize, truncate }, { signal, countTokens }) {
      const { vectors, truncated, tokens } = await embed(asList(inputs), { signal, normalize }).catch(nameField('inputs'));
      // The model has read them, whatever is answered.
      countTokens?.(sum(tokens));
      const tooLong = truncated.indexOf(true);
      if (!truncate && tooLong !== -1) {
        throw new GantryError('invalid_value', {
          field: 'inputs',
          message: `inputs: text ${tooLong + 1} has more than ${model.maxTokens} tokens, and truncate is false.`,
          fix: 'Shorten the text, or send truncate: true.',
        });
      }
      return vectors.map((vector) => Array.from(vector));
    },
    'tei.info': async () => ({
      model_id: modelIds[1],
      model_sha256: model.weightsSha256,
      model_dtype: model.precision === 'int8' ? 'int8' : 'float32',
      model_type: { embedding: { pooling: 'mean' } },
      dimensions: model.dimensions,
      max_input_length: model.maxTokens,
      max_client_batch_size: maxEmbeddingInputs,
      max_batch_tokens: config.maxBatchTokens,
      // What bounds the requests at one time is the queue of texts: with one text each, this many.
      max_concurrent_requests: config.maxQueuedTexts,
      tokenization_workers: 1,
      version,
    }),
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function asList(input: string | readonly string[]): readonly string[] {
  return typeof input === 'string' ? [input] : input;
}

/** Little-endian float32, which is the order in memory of every platform Node runs on. */
function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function unknownModel(): GantryError {
  return new GantryError('not_found', {
    field: 'model',
    message: `There is no such model here; there is ${modelIds.join(' and ')}.`,
    fix: 'Take an id that GET /v1/models lists, or leave model out.',
  });
}

/** Gives a refused value the name it has in the request. */
function nameField(field: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof GantryError && error.code === 'invalid_value' && error.field === undefined) {
      const { message, fix } = error;
      throw new GantryError('invalid_value', {
        field,
        message: `${field}: ${message}`,
        cause: error,
        ...(fix === undefined ? {} : { fix }),
      });
    }
    throw error;
  };
}
