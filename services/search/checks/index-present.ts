import type { Check } from '#platform/parts';
import type { VectorIndex } from '../vector-index.ts';

const bytesPerMegabyte = 1_048_576;

/** Without the index every search reads every vector. */
export function indexPresent(vectorIndex: VectorIndex): Check {
  return {
    name: 'index-present',
    title: 'Is there a vector index, and may it be used?',
    async run() {
      if (vectorIndex.isSetAside()) {
        return { state: 'ok', evidence: 'set aside while many documents are stored; searches read every vector until it is built again' };
      }
      const state = await vectorIndex.state();
      if (state?.isValid) return { state: 'ok', evidence: `HNSW index of ${(state.bytes / bytesPerMegabyte).toFixed(1)} MB` };
      return {
        state: 'degraded',
        evidence: state === undefined ? 'no HNSW index on chunks' : `index ${state.name} is not valid`,
        cause: state === undefined ? 'The vector index was dropped.' : 'Building the vector index broke off.',
        fix: 'Start Gantry again: it builds the index at start. Searches work meanwhile, but read every vector.',
      };
    },
  };
}
