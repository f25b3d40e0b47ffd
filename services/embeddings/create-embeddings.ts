import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, GantryError } from '#contract';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import type { Paths } from '#platform/paths';
import type { Cache } from '#storage';
import { modelAnswers } from './checks/model-answers.ts';
import { modelWritten } from './checks/model-written.ts';
import { workersRunning } from './checks/workers-running.ts';
import type { Embeddings } from './embeddings.ts';
import { createEngine, type Engine } from './engine.ts';
import { declareMetrics } from './metrics.ts';
import { findBundledFiles, verifyBundledFiles, weightsSha256 } from './model-files/bundled-files.ts';
import { type CachedModel, prepareModel, writerVersion } from './model-files/model-cache.ts';
import { choosePrecision, readProcessor } from './model-files/precision.ts';
import { modelIds } from './model-ids.ts';
import { embeddingRoutes } from './routes.ts';

export interface EmbeddingsOptions {
  config: Config['embeddings'];
  paths: Pick<Paths, 'cache'>;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
  cache: Cache;
}

/** Makes the room; nothing is loaded before its part starts. */
export function createEmbeddings({ config, paths, log, metrics, sampler, cache }: EmbeddingsOptions): Embeddings {
  const choice = choosePrecision(config.precision, readProcessor());
  const { precision } = choice;
  const model: Embeddings['model'] = { id: modelIds[0], dimensions: 384, maxTokens: 256, precision, weightsSha256 };
  const modelKey = `${model.id}:${weightsSha256.slice(0, 16)}:${precision}:w${writerVersion}`;
  const declared = declareMetrics({ metrics, sampler, queueDepth: () => engine?.queueDepth() });
  let engine: Engine | undefined;
  let isReady = false;
  let written: (CachedModel & { createdAt: Date }) | undefined;
  let starting = new AbortController();

  async function start(report: (reason: string) => void): Promise<void> {
    starting = new AbortController();
    const { signal } = starting;
    report('checking the weights');
    const files = await findBundledFiles();
    await verifyBundledFiles(files);
    const cached = await prepareModel({ folder: join(paths.cache, 'models'), files, precision, report, signal });
    if (cached.found === 'damaged') log.warn({ file: cached.file }, 'the cached model was damaged and has been written again');
    const createdAt = (await stat(cached.file)).mtime;
    if (signal.aborted) throw new GantryError('cancelled');
    report(`loading the ${precision} model`);
    engine = createEngine({ config, modelFile: cached.file, tokenizerFile: files.tokenizerFile, modelKey, cache, metrics: declared, log });
    await engine.start();
    if (signal.aborted) throw new GantryError('cancelled');
    written = { ...cached, createdAt };
    isReady = true;
    log.info({ precision, reason: choice.reason, model: cached.file }, 'embedding model loaded');
  }

  async function stop(): Promise<void> {
    isReady = false;
    written = undefined;
    starting.abort();
    await engine?.close();
    engine = undefined;
  }

  function loaded(): Engine {
    if (engine !== undefined && isReady) return engine;
    throw new GantryError('not_ready', { message: 'The embedding model is not loaded.', retryAfterSeconds: 1 });
  }

  const embed: Embeddings['embed'] = async (texts, options) => loaded().embed(texts, options);

  return {
    part: {
      name: 'model',
      title: 'Embedding model',
      dependsOn: ['cache'],
      isEssential: true,
      start,
      stop,
      checks: [
        modelAnswers(() => loaded().compute, precision),
        modelWritten(() => written, choice),
        workersRunning(() => engine?.workers() ?? []),
      ],
    },
    routes: embeddingRoutes({ embed, model, config, createdAt: () => written?.createdAt }),
    model,
    embed,
    countTokens: async (texts, { signal } = {}) => loaded().countTokens(texts, signal),
  };
}
