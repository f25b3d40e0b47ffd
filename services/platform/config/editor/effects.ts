import type { State } from '#contract';
import type { ConfigDocument } from '../document.ts';

/** How one part of the host, or one service that should run, stands. */
export interface Standing {
  state: State;
  reason: string;
}

/** What the rest of Gantry does about a change; given by the host, which knows every room. */
export interface ConfigEffects {
  /** Makes the values that count at once count. */
  adopt(document: ConfigDocument, text: string): Promise<void>;
  /** Makes running services have what the files say now; resolves when each is healthy. @throws GantryError naming the one that is not */
  restartServices(services: readonly string[], cause: string, signal: AbortSignal): Promise<void>;
  /** False where nobody starts the host again: what needs it waits for a person. */
  readonly canRestartHost: boolean;
  /** Drains and starts the host again, soon. */
  restartHost(): void;
  /** Asks every part and every service that should run, now. */
  health(): Promise<Record<string, Standing>>;
}
