import type { Output, Usage } from '#contract';

export type Recommendation = Output<'stack.read-limits'>['recommended'];

/** Room above the measured 99th percentile: half as much again. */
const headroom = 1.5;
const memoryStepBytes = 16 * 1024 * 1024;
const cpuStep = 0.05;
const leastSamples = 60;
const leastSeconds = 300;
/** From here on the CPU limit itself shaped what was measured. */
const throttledOften = 0.05;

/** Limits that fit what was measured: 99th percentile × 1.5. Null, with the reason, below 60 samples or 5 minutes. Samples oldest first. */
export function recommend(samples: readonly Usage[]): Recommendation {
  const memory = samples.flatMap(({ memory_bytes: bytes }) => (bytes === null ? [] : [bytes]));
  const cores = samples.flatMap(({ cpu_cores: value }) => (value === null ? [] : [value]));
  const windowSeconds = spanOf(samples);
  const memoryP99 = percentile99(memory);
  const cpuP99 = percentile99(cores);
  const isLongEnough = windowSeconds >= leastSeconds;
  const memoryBytes = isLongEnough && memory.length >= leastSamples && memoryP99 !== null ? roundUpBytes(memoryP99 * headroom) : null;
  const cpus = isLongEnough && cores.length >= leastSamples && cpuP99 !== null ? roundUpCpus(cpuP99 * headroom) : null;
  return {
    memory_bytes: memoryBytes,
    cpus,
    samples: samples.length,
    window_seconds: windowSeconds,
    memory_p99_bytes: memoryP99,
    cpu_p99_cores: cpuP99,
    reason: reasonOf({ samples, windowSeconds, memoryBytes, cpus }),
  };
}

interface ReasonInput {
  readonly samples: readonly Usage[];
  readonly windowSeconds: number;
  readonly memoryBytes: number | null;
  readonly cpus: number | null;
}

function reasonOf({ samples, windowSeconds, memoryBytes, cpus }: ReasonInput): string {
  const has = `${samples.length} ${samples.length === 1 ? 'sample' : 'samples'} over ${describeSeconds(windowSeconds)}`;
  if (samples.length === 0) return 'Nothing was measured in the last hour; it needs 60 samples over 5 minutes while the service works.';
  if (memoryBytes === null && cpus === null) return `Too little was measured: ${has}; it needs ${leastSamples} over 5 minutes.`;
  const missing = memoryBytes === null ? ' Memory was measured too seldom.' : cpus === null ? ' CPU was measured too seldom.' : '';
  const throttled = samples.filter(({ throttled_ratio: ratio }) => (ratio ?? 0) > 0).length / samples.length;
  const held =
    cpus !== null && throttled >= throttledOften
      ? ` Its CPU limit held it back in ${Math.round(throttled * 100)} % of the samples, so it may want more CPU than was measured.`
      : '';
  return `99th percentile × ${headroom} of ${has}, under the load of that time.${missing}${held}`;
}

function spanOf(samples: readonly Usage[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  return first === undefined || last === undefined ? 0 : Math.max(0, (Date.parse(last.at) - Date.parse(first.at)) / 1000);
}

/** Nearest rank: a value that was really measured. */
function percentile99(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? null;
}

function roundUpBytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / memoryStepBytes)) * memoryStepBytes;
}

/** The small number keeps 0.3 from becoming 0.35: 0.3 / 0.05 is a little above 6. */
function roundUpCpus(cpus: number): number {
  return Math.max(1, Math.ceil(cpus / cpuStep - 1e-9)) / Math.round(1 / cpuStep);
}

/** Minutes from ten on; below them rounding would say 5 minutes of what falls short of them. */
function describeSeconds(seconds: number): string {
  return seconds < 600 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} minutes`;
}
