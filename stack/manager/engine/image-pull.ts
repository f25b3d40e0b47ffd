import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { GantryError } from '#contract';
import type { PullProgress, PullRequest } from './engine.ts';
import { engineWords, toEngineError } from './engine-errors.ts';
import { jsonLines } from './json-lines.ts';

interface PullMessage {
  id?: string;
  status?: string;
  error?: string;
  errorDetail?: { message?: string };
  progressDetail?: { current?: number; total?: number };
}

/** Pulls an image, by its digest where one is given, and gives it its usual name. @throws GantryError `image_unreachable`, `disk_full`; an error inside the stream counts, although the reply had status 200 */
export async function pullImage(docker: Docker, reference: string, { onProgress, signal, digest }: PullRequest): Promise<void> {
  const { repository, tag } = splitReference(reference);
  const pinned = digest === undefined || tag === undefined ? undefined : `${repository}@${digest}`;
  const stream = (await docker.pull(pinned ?? reference).catch((error: unknown) => {
    throw describePullError(error, reference);
  })) as Readable;
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  const layers = createLayerCount();
  try {
    for await (const message of jsonLines<PullMessage>(stream)) {
      if (message.error !== undefined) throw describePullError({ message: message.errorDetail?.message ?? message.error }, reference);
      layers.note(message);
      onProgress(layers.progress(message.status ?? ''));
    }
  } catch (error) {
    throw error instanceof GantryError ? error : toEngineError(error, `pulling ${reference}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (signal.aborted) throw new GantryError('cancelled');
  if (pinned === undefined) return;
  await docker
    .getImage(pinned)
    .tag({ repo: repository, tag: tag ?? '' })
    .catch((error: unknown) => {
      throw toEngineError(error, `naming ${pinned} ${reference}`);
    });
}

/** `host:5000/name:tag` in its pieces; one that has a digest already has no tag to move. */
function splitReference(reference: string): { repository: string; tag: string | undefined } {
  if (reference.includes('@')) return { repository: reference, tag: undefined };
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/')
    ? { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) }
    : { repository: reference, tag: 'latest' };
}

function describePullError(error: unknown, reference: string): GantryError {
  const words = engineWords(error);
  if (/no space left on device/i.test(words))
    return new GantryError('disk_full', { message: `There is no room for the image ${reference}.`, cause: error });
  return new GantryError('image_unreachable', { message: `The image ${reference} cannot be pulled: ${words}.`, cause: error });
}

/** Adds up what the engine says of each layer: first it downloads, then it is unpacked. */
export function createLayerCount() {
  const layers = new Map<string, { done: number; total: number | undefined; isDone: boolean; isKept: boolean }>();
  return {
    note({ id, status = '', progressDetail }: PullMessage): void {
      if (id === undefined || /^Pulling from/.test(status)) return;
      const layer = layers.get(id) ?? { done: 0, total: undefined, isDone: false, isKept: false };
      layers.set(id, layer);
      if (status === 'Downloading') {
        layer.done = progressDetail?.current ?? layer.done;
        layer.total = progressDetail?.total ?? layer.total;
      } else if (/^(Download complete|Verifying|Pull complete|Already exists)/.test(status)) {
        layer.done = layer.total ?? 0;
        layer.total ??= 0;
        layer.isDone = /^(Pull complete|Already exists)/.test(status);
        layer.isKept ||= status.startsWith('Already exists');
      }
    },
    progress(status: string): PullProgress {
      const all = [...layers.values()];
      const isKnown = all.length > 0 && all.every(({ total }) => total !== undefined);
      return {
        doneBytes: all.reduce((sum, { done }) => sum + done, 0),
        totalBytes: isKnown ? all.reduce((sum, { total }) => sum + (total ?? 0), 0) : undefined,
        layersDone: all.filter(({ isDone }) => isDone).length,
        layers: all.length,
        layersKept: all.filter(({ isKept }) => isKept).length,
        status,
      };
    },
  };
}
