import type { Engine, PullRequest } from '../engine/index.ts';
import type { PullRecord } from './pull-record.ts';

/** Pulls an image and notes what it took, for the next estimate. @throws as `Engine.pull` */
export async function measuredPull(
  { engine, pullRecord }: { engine: Pick<Engine, 'pull'>; pullRecord: PullRecord },
  image: string,
  request: PullRequest,
): Promise<void> {
  const startedAt = performance.now();
  let bytes = 0;
  let isWhole = false;
  await engine.pull(image, {
    ...request,
    onProgress(progress) {
      bytes = Math.max(bytes, progress.doneBytes);
      isWhole = progress.layersKept === 0;
      request.onProgress(progress);
    },
  });
  await pullRecord.note({ image, bytes, seconds: (performance.now() - startedAt) / 1000, isWhole });
}
