/**
 * The key of an open vault for a host that starts again in the same process, as after a changed setting: nobody who gave the
 * passphrase once is asked again for that, and what depends on a secret does not fail meanwhile. Never written anywhere.
 */
export interface VaultKeyMemory {
  keep(id: string, dataKey: Buffer): void;
  /** A copy of the key of that vault; undefined where another or none is kept. */
  recall(id: string): Buffer | undefined;
  forget(): void;
}

export function createVaultKeyMemory(): VaultKeyMemory {
  let kept: { id: string; dataKey: Buffer } | undefined;
  function forget(): void {
    kept?.dataKey.fill(0);
    kept = undefined;
  }
  return {
    keep(id, dataKey) {
      const copy = Buffer.from(dataKey);
      forget();
      kept = { id, dataKey: copy };
    },
    recall: (id) => (kept?.id === id ? Buffer.from(kept.dataKey) : undefined),
    forget,
  };
}
