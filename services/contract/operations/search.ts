import { z } from 'zod';
import { operation } from '../operation.ts';
import { collectionNameSchema, textSchema, uuidSchema } from '../values.ts';

const searchResultSchema = z
  .object({
    document_id: uuidSchema,
    chunk_id: uuidSchema,
    title: z.string(),
    source_path: z.string().nullable(),
    collection: collectionNameSchema,
    content: z.string().describe('The passage'),
    start_char: z.number().int().nonnegative().describe('Where the passage begins in the document, UTF-16 units'),
    score: z.number().describe('Cosine similarity, −1 to 1; 1 − distance'),
    distance: z.number().describe('Cosine distance, 0 to 2'),
    highlights: z
      .array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]))
      .describe('[start, end) of the sentences in `content` nearest to the query'),
    metadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResultSchema>;

/** Search by meaning. */
export const searchOperations = {
  'search.vector': operation({
    method: 'POST',
    path: '/vector/search',
    scope: 'search',
    tag: 'Documents and search',
    summary: 'Find passages nearest in meaning',
    input: z
      .object({
        query: textSchema(10_000).optional().describe('Text; give this or `embedding`'),
        embedding: z.array(z.number()).length(384, 'must have 384 numbers').optional(),
        limit: z.number().int().min(1).max(100).default(10),
        collection: collectionNameSchema.optional().describe('Default: all'),
        filter: z
          .record(z.string().min(1).max(100), z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]))
          .optional()
          .describe('Metadata a document must have, all of it'),
      })
      .refine((value) => (value.query === undefined) !== (value.embedding === undefined), {
        message: 'give either query or embedding',
        path: ['query'],
      })
      .refine((value) => value.embedding === undefined || value.embedding.some((x) => x !== 0), {
        message: 'must not be all zero',
        path: ['embedding'],
      }),
    output: z.object({
      results: z.array(searchResultSchema),
      timings: z.object({
        embed_ms: z.number().nonnegative(),
        search_ms: z.number().nonnegative(),
        highlight_ms: z.number().nonnegative(),
        total_ms: z.number().nonnegative(),
      }),
    }),
    errors: ['overloaded', 'database_unavailable'],
  }),
};
