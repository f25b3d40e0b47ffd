import { z } from 'zod';
import type { Task } from '#contract';
import type { Tasks } from '#platform/tasks';
import type { ChangeTools } from '../change/change-tools.ts';
import type { ImagePins } from '../files/image-pins.ts';

const kind = 'stack-pin';

/** Writes `images.lock`: for each image of the file the digest the engine has it by. */
export function createPinTask({ engine, loadCompose, pins }: ChangeTools, tasks: Tasks) {
  tasks.define<Record<string, never>>({
    kind,
    unit: 'images',
    input: z.object({}) as unknown as z.ZodType<Record<string, never>>,
    title: () => 'Write down the digests of the images',
    isResumable: true,
    async run(_input, { signal, progress, problem }) {
      const compose = await loadCompose();
      const services = Object.values(compose.services).sort((one, other) => (one.name < other.name ? -1 : 1));
      const lock: ImagePins = {};
      let done = 0;
      for (const { name, image } of services) {
        signal.throwIfAborted();
        const found = await engine.imageId(image);
        const digest = found?.digests[0]?.split('@')[1] ?? null;
        lock[name] = { image, digest };
        if (digest === null) {
          const message =
            found === undefined ? 'the image is not on this computer' : 'the image was not pulled, so no registry gave it a digest';
          problem({ item: image, code: 'image-not-pinned', message, kind: 'skipped' });
        }
        done += 1;
        progress({ done, total: services.length, current: image });
      }
      await pins.write(lock);
      return { file: pins.file, pinned: Object.values(lock).filter(({ digest }) => digest !== null).length, images: services.length };
    },
  });
  return { start: (cause: string): Promise<Task> => tasks.start(kind, {}, cause) };
}
