import { z } from 'zod';
import { GantryError, type Task } from '#contract';
import type { Tasks } from '#platform/tasks';
import type { ChangeTools } from '../change/change-tools.ts';
import { type Selection, selectUp } from '../change/select-services.ts';
import type { Compose } from '../compose-file/index.ts';
import { describeBytes } from '../describe-bytes.ts';
import { measuredPull } from './measured-pull.ts';

const kind = 'stack-pull';
const inputSchema = z.object({ images: z.array(z.string()) });
type PullInput = z.output<typeof inputSchema>;

/** Least room left on the engine's disk for a pull to begin: its size is known only once it runs. */
const leastFreeBytes = 200 * 1024 * 1024;

/** Pulling images as a task, counted in bytes over all of them. */
export function createPullTask({ engine, book, watch, pins, pullRecord }: ChangeTools, tasks: Tasks) {
  tasks.define<PullInput>({
    kind,
    unit: 'bytes',
    input: inputSchema,
    title: ({ images }) => (images.length === 1 ? `Pull ${images[0]}` : `Pull ${images.length} images`),
    isResumable: true,
    async run({ images }, { signal, progress, problem }) {
      let doneBefore = 0;
      const pulled: string[] = [];
      for (const image of images) {
        signal.throwIfAborted();
        const disk = await engine.disk().catch(() => undefined);
        if (disk !== undefined && disk.freeBytes < leastFreeBytes)
          throw new GantryError('disk_full', {
            message: `Only ${describeBytes(disk.freeBytes)} are free on the engine's disk.`,
            fix: 'Free space there; docker system df shows what takes it.',
          });
        let bytes = 0;
        try {
          await measuredPull({ engine, pullRecord }, image, {
            signal,
            digest: await pins.digestOf(image),
            onProgress({ doneBytes, totalBytes, layersDone, layers }) {
              bytes = Math.max(bytes, doneBytes);
              // The total is known for the image at hand only, and only once all its layers have said theirs.
              const total = images.length === 1 && totalBytes !== undefined ? totalBytes : null;
              progress({ done: doneBefore + doneBytes, total, current: `${image}: ${layersDone} of ${layers} layers` });
            },
          });
          pulled.push(image);
        } catch (error) {
          if (signal.aborted || !(error instanceof GantryError) || error.code !== 'image_unreachable' || images.length === 1) throw error;
          problem({ item: image, code: error.code, message: error.message, kind: 'failed' });
        }
        doneBefore += bytes;
        book.setImage(image, (await engine.imageId(image))?.id ?? null);
      }
      await watch.lookAtImages();
      if (pulled.length === 0) throw new GantryError('image_unreachable', { message: 'None of the images could be pulled.' });
      return { pulled, bytes: doneBefore };
    },
  });

  return {
    /** @throws GantryError `service_unknown`, `profile_unknown` */
    start(compose: Compose, selection: Selection, cause: string): Promise<Task> {
      const images = [...new Set(selectUp(compose, selection).map(({ image }) => image))].sort();
      return tasks.start(kind, { images }, cause);
    },
    /** Only those that are not here. Undefined: all are. @throws GantryError `service_unknown`, `profile_unknown`, `engine_unavailable` */
    async startMissing(compose: Compose, selection: Selection, cause: string): Promise<Task | undefined> {
      const images = [...new Set(selectUp(compose, selection).map(({ image }) => image))].sort();
      const found = await Promise.all(images.map((image) => engine.imageId(image)));
      const missing = images.filter((_, index) => found[index] === undefined);
      return missing.length === 0 ? undefined : tasks.start(kind, { images: missing }, cause);
    },
  };
}

export type PullTask = ReturnType<typeof createPullTask>;
