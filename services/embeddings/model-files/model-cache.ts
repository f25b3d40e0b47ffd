import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import { type BundledFiles, weightsSha256 } from './bundled-files.ts';
import { hashFile } from './hash-file.ts';
import type { Precision } from './linear.ts';
import { writeModel } from './write-model.ts';

/** Grows whenever the written model would be another one for the same weights. */
export const writerVersion = 1;

const namePrefix = 'all-MiniLM-L6-v2-';

export interface CachedModel {
  file: string;
  /** What was found in the cache: the model as it was written, nothing, or something else than was written. */
  found: 'intact' | 'nothing' | 'damaged';
}

export interface CacheOptions {
  /** Folder of the written models; made where it is missing. */
  folder: string;
  files: BundledFiles;
  precision: Precision;
  report: (reason: string) => void;
  signal: AbortSignal;
}

/**
 * The ONNX model of the bundled weights: the one in the cache when its checksum agrees, else written (about 0.5 s).
 * Leftovers of other versions and of writes that were interrupted are removed.
 * @throws GantryError `disk_full`, `home_not_writable`, `model_missing`, `cancelled`
 */
export async function prepareModel({ folder, files, precision, report, signal }: CacheOptions): Promise<CachedModel> {
  await makePrivateFolder(folder);
  const file = join(folder, modelName(precision));
  const found = await inspect(file);
  if (found !== 'intact') {
    report(
      found === 'damaged' ? `the cached model is damaged: writing the ${precision} model again` : `writing the ${precision} model (once)`,
    );
    const { model, sha256 } = await writeModel({ weightsFile: files.weightsFile, precision, signal });
    // The checksum goes last, so a model without one is known to be unfinished.
    await rm(checksumFile(file), { recursive: true, force: true });
    await rm(file, { recursive: true, force: true });
    await writeDurably(file, Buffer.from(model));
    await writeDurably(checksumFile(file), `${sha256}\n`);
  }
  await removeLeftovers(folder);
  return { file, found };
}

async function inspect(file: string): Promise<CachedModel['found']> {
  const expected = (await readIfThere(checksumFile(file)))?.trim();
  try {
    return (await hashFile(file)) === expected ? 'intact' : 'damaged';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && expected === undefined ? 'nothing' : 'damaged';
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  const kept = (['int8', 'fp32'] as const).map(modelName).flatMap((name) => [name, checksumFile(name)]);
  for (const name of await readdir(folder)) {
    if (name.startsWith(namePrefix) && !kept.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function modelName(precision: Precision): string {
  return `${namePrefix}${weightsSha256.slice(0, 16)}-${precision}-w${writerVersion}.onnx`;
}

function checksumFile(file: string): string {
  return `${file}.sha256`;
}
