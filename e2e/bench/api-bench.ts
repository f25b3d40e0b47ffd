import { makeText } from '../collection.ts';
import { type GantryProcess, makeHome, startGantry } from '../gantry-process.ts';

/**
 * What the local API does under load, by a real host over HTTP. Baseline: the same texts, one request after another.
 * Also reads the host's own figure of event loop delay while it is fully loaded.
 */
async function main(): Promise<void> {
  const { home, remove } = await makeHome();
  const gantry = await startGantry(home, { env: { GANTRY__EMBEDDINGS__CACHE_VECTORS: 'false' } });
  try {
    print(`start to /readyz: ${(gantry.readyMs / 1000).toFixed(2)} s (first start of an empty home)`);
    await embedMany(gantry, 50, 8);
    const oneByOne = await embedMany(gantry, 200, 1);
    for (const concurrency of [8, 32]) {
      const rate = await embedMany(gantry, 800, concurrency);
      print(
        `${concurrency} clients: ${rate.toFixed(0)} requests/s, ${(rate / oneByOne).toFixed(2)} × one client (${oneByOne.toFixed(0)}/s)`,
      );
    }
    const batch = await batchRate(gantry);
    print(`64 texts a request: ${batch.toFixed(0)} texts/s, ${(batch / oneByOne).toFixed(2)} × one text a request`);

    const probing = probeWhile(gantry, () => embedMany(gantry, 1500, 32));
    const { loaded, p50, p99 } = await probing;
    const idle = await probeWhile(gantry, () => new Promise((resolve) => setTimeout(resolve, 2000)));
    print(
      `/livez under full load: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; idle p50 ${idle.p50.toFixed(1)} ms, p99 ${idle.p99.toFixed(1)} ms`,
    );
    print(`event loop delay p99 as the host measured it under load: ${loaded === null ? 'no sample' : `${(loaded * 1000).toFixed(1)} ms`}`);
  } finally {
    await gantry.stop();
    await remove();
  }
}

let next = 0;

/** Requests a second of `count` single-text requests by `concurrency` clients. */
async function embedMany(gantry: GantryProcess, count: number, concurrency: number): Promise<number> {
  const startedAt = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        next += 1;
        const response = await gantry.post('/v1/embeddings', { input: makeText(next).title, encoding_format: 'base64' });
        if (!response.ok) throw new Error(`status ${response.status}`);
        await response.arrayBuffer();
      }
    }),
  );
  return count / ((performance.now() - startedAt) / 1000);
}

async function batchRate(gantry: GantryProcess): Promise<number> {
  const startedAt = performance.now();
  for (let i = 0; i < 12; i += 1) {
    const input = Array.from({ length: 64 }, () => makeText(next++).title);
    await (await gantry.post('/v1/embeddings', { input, encoding_format: 'base64' })).arrayBuffer();
  }
  return (12 * 64) / ((performance.now() - startedAt) / 1000);
}

/** Asks `/livez` again and again while `work` runs; gives what it saw and the worst sample of the host's own figure in that time. */
async function probeWhile(
  gantry: GantryProcess,
  work: () => Promise<unknown>,
): Promise<{ p50: number; p99: number; loaded: number | null }> {
  const startedAt = Date.now();
  let isDone = false;
  const running = work().finally(() => (isDone = true));
  const times: number[] = [];
  while (!isDone) {
    const at = performance.now();
    await (await fetch(`${gantry.url}/livez`)).arrayBuffer();
    times.push(performance.now() - at);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await running;
  times.sort((a, b) => a - b);
  const history = await gantry.client.call('figures.read', { seconds: 60 });
  const delays = history.at
    .flatMap((at, index) => (Date.parse(at) > startedAt ? [history.values.event_loop_delay_p99?.[index] ?? null] : []))
    .filter((value) => value !== null);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), loaded: delays.length === 0 ? null : Math.max(...delays) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
