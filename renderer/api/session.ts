import { createClient } from '#client';
import { GantryError } from '#contract';
import { createObservable, type Observable } from './observable.ts';

/** entering: the link's code is being exchanged; in: calls are made; out: the person has to sign in, `error` says why. */
export interface SessionState {
  status: 'entering' | 'in' | 'out';
  error?: GantryError;
}

export interface Session {
  state: Observable<SessionState>;
  /** What every call sends beside the cookie. */
  headers(): Record<string, string>;
  /** Takes the code of a one-time link out of the address and exchanges it. Does nothing where there is none. */
  enterByLink(): Promise<void>;
  /** @throws GantryError `token_invalid` */
  enterByToken(token: string): Promise<void>;
  /** A call was refused: forget the key and say why. */
  refused(error: GantryError): void;
}

const storageKey = 'gantry.session';
const codeInHash = /^#open=([^&]+)/;

/** @param hasBridge the window adds the token itself, so there is nothing to sign in to */
export function createSession({ hasBridge, storage }: { hasBridge: boolean; storage: Storage | undefined }): Session {
  let key = storage?.getItem(storageKey) ?? undefined;
  const state = createObservable<SessionState>({ status: hasBridge || key !== undefined ? 'in' : 'out' });
  const client = createClient({ baseUrl: '' });

  async function exchange(input: { code: string } | { token: string }): Promise<void> {
    const reply = await client.call('session.create', input);
    key = reply.key;
    storage?.setItem(storageKey, key);
    state.set({ status: 'in' });
  }

  return {
    state,
    headers: () => (key === undefined ? {} : { 'X-Gantry-Session': key }),
    async enterByLink() {
      const code = codeInHash.exec(window.location.hash)?.[1];
      if (code === undefined) return;
      history.replaceState(null, '', '#/');
      const before = state.get();
      state.set({ status: 'entering' });
      try {
        await exchange({ code: decodeURIComponent(code) });
      } catch (error) {
        // A used link opened again by "back" must not end a session that works.
        state.set(before.status === 'in' ? before : { status: 'out', error: asGantryError(error) });
      }
    },
    enterByToken: (token) => exchange({ token }),
    refused(error) {
      if (hasBridge) return;
      key = undefined;
      storage?.removeItem(storageKey);
      state.set({ status: 'out', error });
    },
  };
}

/** Whatever was thrown as a typed error; what no one foresaw is `internal`. */
export function asGantryError(error: unknown): GantryError {
  return error instanceof GantryError ? error : new GantryError('internal', { cause: error });
}
