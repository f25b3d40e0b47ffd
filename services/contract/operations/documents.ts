import { z } from 'zod';
import { operation } from '../operation.ts';
import { taskSchema } from '../task.ts';
import { collectionNameSchema, textSchema, timestampSchema, uuidSchema } from '../values.ts';

/** Longest document, characters. */
export const maxDocumentChars = 5_000_000;

const metadataSchema = z
  .record(z.string().min(1).max(100), z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 50, 'must have at most 50 keys')
  .refine((value) => !JSON.stringify(value).includes('\\u0000'), 'must not contain a NUL character')
  .refine((value) => !/\\ud[89a-f]/i.test(JSON.stringify(value)), 'must be well-formed Unicode (it has a lone surrogate)');

const newDocumentSchema = z.object({
  title: textSchema(500).optional().describe('Default: the first heading or line'),
  content: textSchema(maxDocumentChars).describe('Plain text or Markdown'),
  source_path: textSchema(4096).optional().describe('Where it comes from; a second document with the same one replaces the first'),
  collection: collectionNameSchema.default('default'),
  metadata: metadataSchema.default({}),
});
export type NewDocument = z.infer<typeof newDocumentSchema>;

const documentSummarySchema = z
  .object({
    id: uuidSchema,
    title: z.string(),
    source_path: z.string().nullable(),
    collection: collectionNameSchema,
    chunks: z.number().int().nonnegative(),
    content_chars: z.number().int().nonnegative(),
    created_at: timestampSchema,
    updated_at: timestampSchema,
  })
  .meta({ id: 'DocumentSummary' });
export type DocumentSummary = z.infer<typeof documentSummarySchema>;

const documentSchema = documentSummarySchema.extend({ content: z.string(), metadata: metadataSchema }).meta({ id: 'Document' });

/** Documents and how they come in. */
export const documentOperations = {
  'documents.create': operation({
    method: 'POST',
    path: '/documents',
    scope: 'ingest',
    tag: 'Documents and search',
    status: 201,
    bodyLimitBytes: 8 * 1024 * 1024,
    summary: 'Store a document; answers when it can be found by search',
    input: newDocumentSchema,
    output: z.object({
      id: uuidSchema,
      chunks: z.number().int().nonnegative(),
      status: z.enum(['created', 'updated', 'unchanged']).describe('unchanged: the same content was there already'),
    }),
    errors: ['overloaded', 'disk_full', 'database_unavailable'],
  }),
  'documents.create-many': operation({
    method: 'POST',
    path: '/documents/bulk',
    scope: 'ingest',
    tag: 'Documents and search',
    status: 202,
    bodyLimitBytes: 64 * 1024 * 1024,
    summary: 'Store many documents by a task',
    input: z.object({ documents: z.array(newDocumentSchema).min(1).max(10_000, 'must have at most 10000 items') }),
    output: taskSchema,
    errors: ['disk_full'],
  }),
  'documents.index-folder': operation({
    method: 'POST',
    path: '/documents/folders',
    scope: 'admin',
    tag: 'Documents and search',
    status: 202,
    summary: 'Index a folder of this computer by a task',
    description:
      'Walks the folder as .gitignore allows, skips binary and too large files and says which and why. Files that did not change are not embedded again, so it can be resumed or repeated. Needs `admin`, for it reads files with the rights of the user Gantry runs as.',
    input: z.object({
      path: textSchema(4096).describe('Absolute, or ~/…'),
      collection: collectionNameSchema.default('default'),
      prune: z.boolean().default(false).describe('Delete documents of this folder whose file is gone'),
    }),
    output: taskSchema,
    errors: ['folder_missing', 'permission_denied', 'conflict'],
  }),
  'documents.list': operation({
    method: 'GET',
    path: '/documents',
    scope: 'read',
    tag: 'Documents and search',
    summary: 'List documents, newest first',
    input: z.object({
      collection: collectionNameSchema.optional(),
      contains: z.string().max(200).optional().describe('Only titles or source paths that contain this, without regard to case'),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: z.string().max(200).optional().describe('`next_cursor` of the page before'),
    }),
    output: z.object({
      documents: z.array(documentSummarySchema),
      total: z.number().int().nonnegative().describe('Of all pages'),
      next_cursor: z.string().nullable(),
    }),
  }),
  'documents.read': operation({
    method: 'GET',
    path: '/documents/{id}',
    scope: 'read',
    tag: 'Documents and search',
    summary: 'Read a document',
    input: z.object({ id: uuidSchema }),
    output: documentSchema,
    errors: ['not_found'],
  }),
  'documents.delete': operation({
    method: 'DELETE',
    path: '/documents/{id}',
    scope: 'ingest',
    tag: 'Documents and search',
    status: 204,
    reply: 'none',
    summary: 'Delete a document and its chunks',
    input: z.object({ id: uuidSchema }),
    output: z.undefined(),
    errors: ['not_found'],
  }),
  'collections.list': operation({
    method: 'GET',
    path: '/collections',
    scope: 'read',
    tag: 'Documents and search',
    summary: 'List collections with their sizes',
    input: z.object({}),
    output: z.object({
      collections: z.array(
        z.object({
          name: collectionNameSchema,
          documents: z.number().int().nonnegative(),
          chunks: z.number().int().nonnegative(),
          updated_at: timestampSchema,
        }),
      ),
    }),
  }),
  'folders.list': operation({
    method: 'GET',
    path: '/folders',
    scope: 'admin',
    tag: 'Documents and search',
    summary: 'List the folders inside a folder of this computer, to choose one',
    input: z.object({ path: z.string().max(4096).default('~').describe('Absolute, or ~/…') }),
    output: z.object({
      path: z.string(),
      parent: z.string().nullable(),
      folders: z.array(z.string()),
      files: z.number().int().nonnegative(),
    }),
    errors: ['folder_missing', 'permission_denied'],
  }),
};
