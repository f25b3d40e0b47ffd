import { createHash } from 'node:crypto';
import type { Credential } from '#contract';
import { checkStrengths } from '#platform/credentials';
import type { Compose } from '../compose-file/index.ts';
import { isPasswordRefusal } from '../why/causes/wrong-password.ts';
import { rotationOf, type StackCredential, stackCredentials } from './known-credentials.ts';
import { proves } from './prove.ts';
import { type RotationTools, runningContainer } from './rotation.ts';

type Condition = Pick<Credential, 'state' | 'reason' | 'fix'>;

/** What is known of every secret, measured where it can be; values stay here. */
export function createCredentialList(tools: RotationTools) {
  const { store, book, secrets } = tools;
  /** By digest of the value: the estimate takes milliseconds and a list is asked for often. */
  const strengths = new Map<string, Credential['strength']>();
  /** Answers of owners, by container, start and digest of the file: the same question has the same answer. */
  const answers = new Map<string, boolean>();

  const digestOf = (value: string) => createHash('sha256').update(value).digest('base64');

  /** Estimates what is not known yet, all at once. */
  async function estimate(all: readonly { credential: StackCredential; value: string | undefined }[]): Promise<void> {
    const asked = all.flatMap(({ credential: { kind, name, owner }, value }) =>
      value === undefined || strengths.has(digestOf(value)) ? [] : [{ value, kind, forbidden: [name, owner?.name ?? name] }],
    );
    const found = await checkStrengths(asked);
    for (const [at, { score, is_strong_enough: isStrong }] of found.entries())
      strengths.set(digestOf(asked[at]?.value ?? ''), score >= 4 ? 'strong' : isStrong ? 'fair' : 'weak');
  }

  async function conditionOf(credential: StackCredential, value: string | undefined): Promise<Condition> {
    const { name, owner, users, kind } = credential;
    if (!store.names().includes(name))
      return { state: 'missing', reason: 'it was not made yet', fix: 'It is made at the first start of a service that needs it.' };
    if (kind === 'token') return tokenCondition(value);
    if (owner === undefined)
      return { state: 'unknown', reason: users.length === 0 ? 'no service is given it' : 'no service is known to check it', fix: null };
    const container = runningContainer(tools, owner);
    if (container === undefined)
      return {
        state: 'unknown',
        reason: book.isEngineUp() ? `${owner.name} does not run` : 'the container engine does not answer',
        fix: null,
      };
    if (!secrets.isGiven(owner, credential.source) && credential.proof !== 'health')
      return {
        state: 'refused',
        reason: `${owner.name} still has the value it was started with`,
        fix: `Give it the one in the file with: npm run gantry -- restart ${owner.name}`,
      };
    const isHealthy = owner.healthcheck === undefined || book.isHealthy(container);
    if (credential.proof === 'none')
      return isHealthy
        ? { state: 'ok', reason: `${owner.name} was started with it and is healthy`, fix: null }
        : { state: 'unknown', reason: `${owner.name}: ${book.ownReason(owner.name)}`, fix: null };
    if (credential.proof === 'health') {
      if (isHealthy) return { state: 'ok', reason: `the health check of ${owner.name} logs in with it`, fix: null };
      const said = (container.health?.log ?? []).some(({ exitCode, output }) => exitCode !== 0 && isPasswordRefusal(output));
      if (!said && !isPasswordRefusal(book.ownReason(owner.name)))
        return { state: 'unknown', reason: `${owner.name}: ${book.ownReason(owner.name)}`, fix: null };
      return refusedBy(owner.name, name);
    }
    return answerCondition(credential, { value, key: `${container.id} ${container.startedAt} ${secrets.given(owner.name)}` });
  }

  async function answerCondition(
    credential: StackCredential,
    { value, key }: { value: string | undefined; key: string },
  ): Promise<Condition> {
    const owner = credential.owner?.name ?? '';
    if (value === undefined) return { state: 'unknown', reason: 'the vault is locked, so it cannot be tried', fix: null };
    const answer = answers.get(key) ?? (await proves(tools, { credential, value }));
    if (answer !== undefined) answers.set(key, answer);
    if (answer === undefined) return { state: 'unknown', reason: `${owner} could not be asked with it`, fix: null };
    return answer ? { state: 'ok', reason: `${owner} lets in with it and refuses without`, fix: null } : refusedBy(owner, credential.name);
  }

  async function tokenCondition(value: string | undefined): Promise<Condition> {
    if (value === undefined) return { state: 'unknown', reason: 'the vault is locked, so it cannot be tried', fix: null };
    return (await tools.apiToken.accepts(value))
      ? { state: 'ok', reason: 'the local API accepts it', fix: null }
      : { state: 'refused', reason: 'the local API does not accept it', fix: 'Start Gantry again: it reads the file at its start.' };
  }

  return {
    async read(compose: Compose): Promise<Credential[]> {
      const isLocked = store.info().state === 'locked';
      const all = await Promise.all(
        stackCredentials(compose, store.folder()).map(async (credential) => ({
          credential,
          value: isLocked ? undefined : await store.read(credential.name),
        })),
      );
      await estimate(all);
      return Promise.all(
        all.map(async ({ credential, value }): Promise<Credential> => {
          const { name, title, description, kind, owner, users } = credential;
          return {
            name,
            title,
            description,
            kind,
            owner: owner?.name ?? null,
            used_by: users.map((service) => service.name),
            exists: store.names().includes(name),
            changed_at: store.changedAt(name) ?? null,
            strength: value === undefined ? 'unknown' : (strengths.get(digestOf(value)) ?? 'unknown'),
            rotation: rotationOf(credential),
            ...(await conditionOf(credential, value)),
          };
        }),
      );
    },
  };
}

function refusedBy(owner: string, name: string): Condition {
  return {
    state: 'refused',
    reason: `${owner} does not accept it`,
    fix: `Make it the valid one with: npm run gantry -- credentials repair ${name}`,
  };
}
