import type { SecretStore } from '#platform/credentials';
import type { ChangeTools } from '../change/change-tools.ts';
import type { Compose, ComposeService } from '../compose-file/index.ts';
import type { StackCredential } from './known-credentials.ts';

/** The local API's side of the token the stack's services call it with. */
export interface ApiToken {
  accepts(value: string): Promise<boolean>;
  /** Lets in another value too: both are valid until `commit`, only the former after `abort`. */
  roll(next: string): Promise<{ commit(): Promise<void>; abort(): Promise<void> }>;
}

/** What rotations work with. */
export interface RotationTools extends Pick<ChangeTools, 'engine' | 'book' | 'records' | 'watch' | 'locks' | 'secrets' | 'config' | 'log'> {
  readonly store: SecretStore;
  readonly apiToken: ApiToken;
}

/** One secret that is being replaced. */
export interface Rotation {
  readonly compose: Compose;
  readonly credential: StackCredential;
  /** The value that is to be valid. Never leaves by an error, a step or the log. */
  readonly next: string;
  readonly signal: AbortSignal;
  /** Says what is done next; the step an error names. */
  step(text: string): void;
  /** What takes the work since back, and in which words; called in reverse order where a later step fails. */
  undo(what: string, back: () => Promise<void>): void;
}

/** Gives owner and users a new value, proves it, and drops the former one. */
export type Strategy = (tools: RotationTools, rotation: Rotation) => Promise<void>;

/** The container of a service while it runs. */
export function runningContainer({ book }: Pick<RotationTools, 'book'>, service: ComposeService | undefined) {
  const container = service === undefined ? undefined : book.container(service.name);
  return container?.status === 'running' ? container : undefined;
}

/** Where a secret stands in a container. */
export function mountedAt({ source }: Pick<StackCredential, 'source'>, service: ComposeService): string {
  return service.secrets.find((secret) => secret.source === source)?.target ?? `/run/secrets/${source}`;
}

/** Writes a value into the plain file running containers see. */
export async function putInPlace({ store }: Pick<RotationTools, 'store'>, name: string, value: string): Promise<void> {
  if (store.names().includes(name)) await store.replaceInPlace(name, value);
  else await store.write(name, value);
}
