import type { ComposeService } from '../compose-file/index.ts';
import { authority } from '../state/service-url.ts';
import type { ProofName, StackCredential } from './known-credentials.ts';
import { type RotationTools, runningContainer } from './rotation.ts';

const answerMs = 5000;

interface Question {
  readonly port: number;
  /** Only who knows the secret may read it. */
  readonly path: string;
  headers(value: string, service: ComposeService): Record<string, string>;
}

const questions: Readonly<Partial<Record<ProofName, Question>>> = {
  'llama-cpp': { port: 8080, path: '/props', headers: (value) => ({ authorization: `Bearer ${value}` }) },
  qdrant: { port: 6333, path: '/collections', headers: (value) => ({ 'api-key': value }) },
  grafana: {
    port: 3000,
    path: '/api/user',
    headers: (value, { environment }) => ({
      authorization: `Basic ${Buffer.from(`${environment.GF_SECURITY_ADMIN_USER ?? 'admin'}:${value}`).toString('base64')}`,
    }),
  },
};

/**
 * Whether the owner of a secret lets in with a value, asked over the port it publishes on this computer.
 * Undefined where that cannot be told: it publishes none, does not answer, or lets in everybody.
 */
export async function proves(
  tools: Pick<RotationTools, 'book'>,
  { credential, value }: { credential: StackCredential; value: string },
): Promise<boolean | undefined> {
  const question = questions[credential.proof];
  const { owner } = credential;
  const container = runningContainer(tools, owner);
  if (question === undefined || owner === undefined || container === undefined) return undefined;
  const port = container.ports.find(({ containerPort, hostPort }) => containerPort === question.port && hostPort > 0);
  if (port === undefined) return undefined;
  const url = `http://${authority(port)}${question.path}`;
  const [without, withIt] = [await statusOf(url, {}), await statusOf(url, question.headers(value, owner))];
  if (withIt === undefined || without === undefined) return undefined;
  if (withIt === 401 || withIt === 403) return false;
  return without === 401 || without === 403 ? true : undefined;
}

async function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(answerMs) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
