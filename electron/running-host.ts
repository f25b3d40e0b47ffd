import { createClient } from '#client';
import { type Paths, readHostAddress } from '#platform/paths';

const answerMs = 2000;

/** A host of this home folder that runs already and answers. */
export async function findRunningHost(paths: Paths): Promise<{ url: string; pid: number } | undefined> {
  const address = await readHostAddress(paths);
  if (address === undefined) return undefined;
  try {
    await createClient({ baseUrl: address.url }).call('probe.live', {}, { signal: AbortSignal.timeout(answerMs) });
    return { url: address.url, pid: address.pid };
  } catch {
    return undefined;
  }
}
