import type { Check } from '#platform/parts';
import type { Compute } from '../compute.ts';
import { toUnitNorm } from '../embed.ts';
import type { Precision } from '../model-files/linear.ts';

const text = 'A lighthouse shows ships the way into the harbour.';

/** Direction of that text by an fp32 forward pass, in steps of 8 bits (cosine to the exact one 0.99997), base64. */
const referenceBase64 =
  'Ehz2MBEH6uXH6gjn3ygFF//oPgoy7cvb+gMdCSEN0SC+Dg4pL8oO7gYF9DPptgvpFejJvMzM6fr//RjnFvkG9AAFzPoAxgXlHtn44QIAvBMW+epYU+T1KQ5B68q8DAHf7QYL9zYt3vkB3PYgINMFLOMGsQLL7RgjNfYzJvwmMwDpI9kDXAoHDc8d7Tv1PzK+JvS72QHIAZ346M0P5hYnGhj1G88v57ntyRXLRd/90AY8Owq1hBHrCvz9+NvPmz4lNzv48t8tsRMsARU89wIRGO5AAexR8ur6/ecWQzPdowABAbuB7d8v9AhF0N0GWLDvSykmCx/XGPj+OEL+2eb8NUgZ0G40EA5d5OvwBrnx7Df+GQEOHgTFBuD1FxoaBuwVIAsCBeQtGwnBIAzkAgbdDgX99tbZnzb08+8OLNPeLwDm1/T/+u3/BAGS79rX6jH/C8b+3QLxIO7ZIfVAGTE5CAIp3QIExO8G5izYGCRJROj4DDXPDwMFRRjz2yX6VEEu';

/** Rounding of the reference costs 0.00003; that of the int8 model, which depends on the rest of its batch, was measured as 0.008 to 0.02. */
const leastCosine: Record<Precision, number> = { fp32: 0.999, int8: 0.95 };

/** Whether the loaded model still gives a fixed text its known direction; past the cache, as an interactive text. */
export function modelAnswers(compute: () => Compute['compute'], precision: Precision): Check {
  const reference = toUnitNorm(Float32Array.from(new Int8Array(Buffer.from(referenceBase64, 'base64'))));
  return {
    name: 'model-answers',
    title: 'Does the model give a known text its known vector?',
    async run(signal) {
      const startedAtMs = performance.now();
      const { mean } = await compute()({ signal, priority: 'interactive', sinceMs: startedAtMs }, text);
      const tookMs = performance.now() - startedAtMs;
      const vector = toUnitNorm(mean);
      const cosine = vector.reduce((sum, value, index) => sum + value * (reference[index] ?? 0), 0);
      const evidence = `1 text in ${tookMs.toFixed(1)} ms, cosine ${cosine.toFixed(4)} to its reference (at least ${leastCosine[precision]})`;
      if (cosine >= leastCosine[precision]) return { state: 'ok', evidence };
      return {
        state: 'down',
        evidence,
        cause: 'The model gives other vectors than it should, so new ones would not fit those in the index.',
        fix: 'Stop Gantry, delete the folder models in its cache folder and start again; the model is then written anew.',
      };
    },
  };
}
