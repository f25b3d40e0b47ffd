import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBundledFiles, verifyBundledFiles } from './bundled-files.ts';
import { type CacheOptions, prepareModel } from './model-cache.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the bundled files', () => {
  it('are the expected ones', async () => {
    await verifyBundledFiles(await findBundledFiles());
  });

  it('are refused when one is missing or another', async () => {
    const files = await findBundledFiles();
    const tokenizerFile = join(folder, 'tokenizer.json');
    await expect(verifyBundledFiles({ ...files, tokenizerFile })).rejects.toMatchObject({ code: 'model_missing' });
    await copyFile(files.tokenizerFile, tokenizerFile);
    await verifyBundledFiles({ ...files, tokenizerFile });
    await writeFile(tokenizerFile, `${await readFile(tokenizerFile, 'utf8')} `);
    await expect(verifyBundledFiles({ ...files, tokenizerFile })).rejects.toMatchObject({
      code: 'model_missing',
      message: `${tokenizerFile} does not have the expected sha256.`,
    });
  });
});

describe('the cached model', () => {
  const options = async (reports: string[]): Promise<CacheOptions> => ({
    folder: join(folder, 'models'),
    files: await findBundledFiles(),
    precision: 'int8',
    report: (reason) => reports.push(reason),
    signal: new AbortController().signal,
  });

  it('is written once, taken when intact, written again when damaged, and leftovers go', async () => {
    const reports: string[] = [];
    const first = await prepareModel(await options(reports));
    expect([first.found, reports]).toEqual(['nothing', ['writing the int8 model (once)']]);
    const whole = await readFile(first.file);
    expect((await stat(first.file)).mode & 0o777).toBe(0o600);

    await writeFile(join(folder, 'models', 'all-MiniLM-L6-v2-0123-int8-w0.onnx'), 'of an older version');
    await writeFile(join(folder, 'models', 'keep.txt'), 'of somebody else');
    expect((await prepareModel(await options(reports))).found).toBe('intact');
    expect(reports).toHaveLength(1);
    expect((await readdir(join(folder, 'models'))).sort()).toEqual(
      [first.file, `${first.file}.sha256`].map((path) => path.split(/[\\/]/).at(-1)).concat('keep.txt'),
    );

    await truncate(first.file, whole.length - 1000);
    expect((await prepareModel(await options(reports))).found).toBe('damaged');
    expect(reports.at(-1)).toBe('the cached model is damaged: writing the int8 model again');
    // Bytes, not toEqual: comparing 58 MB element by element takes seconds.
    expect(whole.equals(await readFile(first.file))).toBe(true);

    await rm(`${first.file}.sha256`);
    expect((await prepareModel(await options(reports))).found).toBe('damaged');
  });

  it('is not written when the start is given up', async () => {
    const abort = new AbortController();
    const reports: string[] = [];
    const given = await options(reports);
    const attempt = prepareModel({ ...given, report: () => abort.abort(), signal: abort.signal });
    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(given.folder)).toEqual([]);
  });

  it('says that the weights are to blame when they cannot be read as such', async () => {
    const weightsFile = join(folder, 'weights');
    await writeFile(weightsFile, Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')]));
    const given = await options([]);
    await expect(prepareModel({ ...given, files: { ...given.files, weightsFile } })).rejects.toMatchObject({ code: 'model_missing' });
  });
});
