import { z } from 'zod';
import { setting } from './setting.ts';

/** Chunks, index and search. */
export const searchSettings = {
  chunkTokens: setting({
    schema: z.number().int().min(32).max(254).default(200),
    unit: 'tokens',
    description: 'Longest chunk. The model reads 256 tokens with its two marks, so no chunk is cut.',
    restarts: 'nothing',
  }),
  chunkOverlapTokens: setting({
    schema: z.number().int().min(0).max(100).default(32),
    unit: 'tokens',
    description: 'Tokens two neighbouring chunks share.',
    restarts: 'nothing',
  }),
  hnswM: setting({
    schema: z.number().int().min(2).max(100).default(16),
    unit: 'links',
    description: 'Links of a node in the HNSW index (pgvector default 16). Counts for an index built from now on.',
    restarts: 'nothing',
  }),
  hnswEfConstruction: setting({
    schema: z.number().int().min(4).max(1000).default(64),
    unit: 'candidates',
    description: 'Candidates looked at while building the index (pgvector default 64).',
    restarts: 'nothing',
  }),
  hnswEfSearch: setting({
    schema: z.number().int().min(1).max(1000).default(100),
    unit: 'candidates',
    description: 'Candidates looked at in a search; more finds more and takes longer.',
    restarts: 'nothing',
  }),
  maxFileBytes: setting({
    schema: z.number().int().min(1024).max(1_073_741_824).default(5_242_880),
    unit: 'bytes',
    description: 'Larger files of a folder are skipped; a .jsonl file is read line by line and may be larger.',
    restarts: 'nothing',
  }),
};
