import type { Check } from '#platform/parts';
import { weightsSha256 } from '../model-files/bundled-files.ts';
import type { CachedModel } from '../model-files/model-cache.ts';
import type { PrecisionChoice } from '../model-files/precision.ts';

const story: Record<CachedModel['found'], string> = {
  intact: 'its checksum agreed at start',
  nothing: 'written at this start',
  damaged: 'its file was damaged and has been written again at this start',
};

/** Which model runs, in which precision and why, and what became of its file at the start. */
export function modelWritten(model: () => CachedModel | undefined, { precision, reason }: PrecisionChoice): Check {
  return {
    name: 'model-written',
    title: 'Is the model file what was written from the checked weights?',
    async run() {
      const found = model()?.found;
      if (found === undefined) return { state: 'unknown', evidence: 'the model is not loaded' };
      return { state: 'ok', evidence: `${precision} (${reason}) of weights ${weightsSha256.slice(0, 8)}, ${story[found]}` };
    },
  };
}
