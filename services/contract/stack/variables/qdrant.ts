import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { integer } from './variable.ts';

/** Ranges are those of HnswConfig in Qdrant's OpenAPI description. */
export const qdrantVariables = {
  ...prefixed('QDRANT', 'qdrant', {
    PORT: publishedPort("Qdrant's HTTP"),
    GRPC_PORT: publishedPort("Qdrant's gRPC, which is published in dev only,"),
    HNSW_M: integer({
      min: '0',
      max: '1000',
      unit: 'links',
      description: 'Links of a node in the index of new collections; 0 builds no graph.',
    }),
    HNSW_EF_CONSTRUCT: integer({
      min: '4',
      max: '100000',
      unit: 'candidates',
      description: 'Candidates looked at while the index of a new collection is built.',
    }),
    HNSW_FULL_SCAN_THRESHOLD: integer({
      min: '10',
      max: '1000000000',
      unit: 'kB',
      description: 'Vectors of less than this size together are read one by one instead of by the index.',
    }),
    LOG_LEVEL: logLevel('Qdrant', ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF']),
  }),
  ...everyService('qdrant'),
};
