import type { Protection } from '#contract';
import type { Handover } from './handover.ts';

/** What a way of keeping secrets protects against and what not, in the words the panel shows. */
const statements: Record<Protection, string> = {
  'file-mode':
    'Plain files that only your user can read (0600). Whoever can read your files, every program you run, and root can read them.',
  passphrase:
    'Encrypted with a key from your passphrase: without it a copy of the disk or a backup shows names only. While the vault is open, programs you run and root can read the secrets.',
  keychain:
    'Encrypted with a key that the keychain of your system keeps: without your login a copy of the vault shows names only. While you are logged in, programs you run and root can get that key.',
  unprotected:
    'Encrypted, but the key can be derived by anybody who has the files, for this system has no real keychain (basic_text). It protects no better than plain files.',
};

/** With the plain files of an open vault said as well. */
export function statementOf(protection: Protection, handover?: Handover): string {
  if (handover === undefined) return statements[protection];
  return `${statements[protection]} ${
    handover.isInMemory
      ? 'What containers mount stands as plain files (0600) in memory until the vault is locked or the computer is switched off.'
      : 'What containers mount stands as plain files (0600) on the disk until the vault is locked, for this computer has no folder in memory for them.'
  }`;
}
