import { describeBytes } from '../describe-bytes.ts';
import { measuredPull } from '../pull/measured-pull.ts';
import type { ChangeTools } from './change-tools.ts';

export interface ImagePullOptions {
  readonly pull: 'missing' | 'always' | 'never';
  readonly signal: AbortSignal;
  progress(current: string): void;
}

/** Brings images, each once however many services use it, two at a time. */
export function createImagePulls(
  { engine, book, watch, pins, pullRecord }: Pick<ChangeTools, 'engine' | 'book' | 'watch' | 'pins' | 'pullRecord'>,
  { pull, signal, progress }: ImagePullOptions,
) {
  const pulls = new Map<string, Promise<void>>();
  let line: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

  async function bring(reference: string): Promise<void> {
    if (pull === 'never') return;
    const image = await engine.imageId(reference);
    if (image !== undefined && pull === 'missing') return;
    const [free = Promise.resolve(), other = Promise.resolve()] = line;
    const work = free.then(async () => {
      signal.throwIfAborted();
      await measuredPull({ engine, pullRecord }, reference, {
        signal,
        digest: await pins.digestOf(reference),
        onProgress({ doneBytes, totalBytes, layersDone, layers }) {
          const of = totalBytes === undefined || totalBytes === 0 ? '' : ` of ${describeBytes(totalBytes)}`;
          progress(`pulling ${reference}: ${describeBytes(doneBytes)}${of}, ${layersDone} of ${layers} layers`);
        },
      });
    });
    line = [other, work.catch(() => undefined)];
    await work;
    await watch.lookAtImages();
    book.setImage(reference, (await engine.imageId(reference))?.id ?? null);
  }

  return {
    /** Resolves when the image is here, or need not be asked for. */
    ready(reference: string): Promise<void> {
      const known = pulls.get(reference);
      if (known !== undefined) return known;
      const work = bring(reference);
      work.catch(() => undefined);
      pulls.set(reference, work);
      return work;
    },
  };
}
