import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { createMemoryCache } from '#storage';
import { createEmbeddings } from './create-embeddings.ts';
import type { Embeddings } from './embeddings.ts';
import { findBundledFiles } from './model-files/bundled-files.ts';
import { readSafetensors } from './model-files/safetensors.ts';
import { createWordpieces } from './wordpieces.ts';

const texts = ['hello world', 'The cat sits on the mat.', 'Wie wird das Wetter morgen? 🌧', 'x'];
const log = createLog({ level: 'fatal' });

/** The forward pass of BERT as the paper has it, number by number: nothing of the graph, the quantiser or the runtime is in it. */
function createReference(weights: Buffer, wordpieces: ReturnType<typeof createWordpieces>) {
  const tensor = readSafetensors(weights);
  const width = 384;
  const vector = (name: string, size: number) => tensor(name, [size]).values;
  const at = (values: Float32Array, index: number) => values[index] as number;

  const dense = (rows: Float32Array[], name: string, [from, to]: [number, number]) => {
    const matrix = tensor(`${name}.weight`, [to, from]).values;
    const bias = vector(`${name}.bias`, to);
    return rows.map((row) =>
      Float32Array.from({ length: to }, (_, out) => {
        let sum = at(bias, out);
        for (let k = 0; k < from; k += 1) sum += at(row, k) * at(matrix, out * from + k);
        return sum;
      }),
    );
  };
  const norm = (rows: Float32Array[], name: string) => {
    const gamma = vector(`${name}.weight`, width);
    const beta = vector(`${name}.bias`, width);
    return rows.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / width;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      return row.map((value, k) => ((value - mean) / Math.sqrt(variance + 1e-12)) * at(gamma, k) + at(beta, k));
    });
  };
  const add = (a: Float32Array[], b: Float32Array[]) => a.map((row, i) => row.map((value, k) => value + at(b[i] as Float32Array, k)));
  // Abramowitz and Stegun 7.1.26, error below 1.5e-7.
  const erf = (x: number) => {
    const t = 1 / (1 + 0.3275911 * Math.abs(x));
    const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    return Math.sign(x) * (1 - series * Math.exp(-x * x));
  };
  const attend = (q: Float32Array[], k: Float32Array[], v: Float32Array[]) =>
    q.map((query) => {
      const result = new Float32Array(width);
      for (let from = 0; from < width; from += 32) {
        const scores = k.map((key) => {
          let dot = 0;
          for (let i = from; i < from + 32; i += 1) dot += at(query, i) * at(key, i);
          return Math.exp(dot / Math.sqrt(32));
        });
        const total = scores.reduce((sum, score) => sum + score, 0);
        for (const [j, score] of scores.entries()) {
          for (let i = from; i < from + 32; i += 1) result[i] = at(result, i) + (score / total) * at(v[j] as Float32Array, i);
        }
      }
      return result;
    });

  const words = tensor('embeddings.word_embeddings.weight', [30_522, width]).values;
  const places = tensor('embeddings.position_embeddings.weight', [512, width]).values;
  const segments = tensor('embeddings.token_type_embeddings.weight', [2, width]).values;
  return (text: string): Float32Array => {
    const { ids } = wordpieces.encode(text, 256);
    let hidden = ids.map((id, place) =>
      Float32Array.from({ length: width }, (_, k) => at(words, id * width + k) + at(places, place * width + k) + at(segments, k)),
    );
    hidden = norm(hidden, 'embeddings.LayerNorm');
    for (let index = 0; index < 6; index += 1) {
      const layer = `encoder.layer.${index}`;
      const [q, k, v] = (['query', 'key', 'value'] as const).map((name) =>
        dense(hidden, `${layer}.attention.self.${name}`, [width, width]),
      );
      const attended = dense(attend(q ?? [], k ?? [], v ?? []), `${layer}.attention.output.dense`, [width, width]);
      const between = norm(add(attended, hidden), `${layer}.attention.output.LayerNorm`);
      const widened = dense(between, `${layer}.intermediate.dense`, [width, 1536]).map((row) =>
        row.map((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
      );
      hidden = norm(add(dense(widened, `${layer}.output.dense`, [1536, width]), between), `${layer}.output.LayerNorm`);
    }
    return Float32Array.from({ length: width }, (_, i) => hidden.reduce((sum, row) => sum + at(row, i), 0) / hidden.length);
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}

function cosine(a: Float32Array, b: Float32Array): number {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe.each([
  { precision: 'fp32' as const, leastCosine: 0.9999, leastAgreement: 0.99999 },
  { precision: 'int8' as const, leastCosine: 0.98, leastAgreement: 0.95 },
])('the $precision model', ({ precision, leastCosine, leastAgreement }) => {
  let home = '';
  let room: Embeddings;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'gantry-accuracy-'));
    const metrics = createMetrics();
    const sampler = createSampler({ events: createEvents(), log });
    const cache = createMemoryCache({ config: { maxBytes: 1_048_576 }, metrics, sampler });
    const config = {
      precision,
      threads: 0,
      maxBatchTokens: 4096,
      maxBatchSize: 32,
      maxWaitMs: 5,
      maxQueuedTexts: 100,
      cacheVectors: false,
    };
    room = createEmbeddings({ config, paths: { cache: home }, log, metrics, sampler, cache });
    await room.part.start(() => {});
  });
  afterAll(async () => {
    await room.part.stop();
    await rm(home, { recursive: true, force: true });
  });

  it(`agrees with a plain forward pass to a cosine of ${leastCosine}`, async () => {
    const files = await findBundledFiles();
    const wordpieces = createWordpieces(await readFile(files.tokenizerFile, 'utf8'));
    const reference = createReference(await readFile(files.weightsFile), wordpieces);
    for (const text of texts) {
      const expected = reference(text);
      const { vectors } = await room.embed([text], { normalize: false });
      const found = vectors[0] ?? new Float32Array();
      expect(cosine(found, expected), text).toBeGreaterThan(leastCosine);
      expect(Math.sqrt(dot(found, found) / dot(expected, expected)), text).toBeCloseTo(1, 1);
    }
  });

  it('gives unit norm', async () => {
    const { vectors } = await room.embed(texts);
    for (const vector of vectors) expect(Math.abs(Math.sqrt(dot(vector, vector)) - 1)).toBeLessThan(1e-5);
  });

  it(`gives a text the same vector alone and in a padded batch (cosine ${leastAgreement})`, async () => {
    const others = Array.from({ length: 30 }, (_, index) => `${'padding and company '.repeat(1 + (index % 2))}${index}`);
    const together = await room.embed([...texts, ...others]);
    for (const [index, text] of texts.entries()) {
      const alone = await room.embed([text]);
      expect(dot(alone.vectors[0] ?? new Float32Array(), together.vectors[index] ?? new Float32Array())).toBeGreaterThan(leastAgreement);
    }
  });

  it('puts texts of one meaning nearer than others', async () => {
    const pairs = [
      ['How do I reset my password?', 'I forgot my login credentials', 'The recipe needs two eggs and flour'],
      ['A dog runs across the field', 'A puppy is running on the grass', 'Interest rates rose by a quarter point'],
      ['boundary layer heat transfer at high speed', 'aerodynamic heating of a flat plate', 'the history of medieval music'],
    ];
    const { vectors } = await room.embed(pairs.flat());
    pairs.forEach((_, index) => {
      const [text, near, far] = vectors.slice(index * 3, index * 3 + 3) as [Float32Array, Float32Array, Float32Array];
      expect(dot(text, near)).toBeGreaterThan(dot(text, far) + 0.2);
    });
  });
});
