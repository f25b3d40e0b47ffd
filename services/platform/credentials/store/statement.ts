import type { Protection } from '#contract';

/** What a way of keeping secrets protects against and what not, in the words the panel shows. */
const statements: Record<Protection, string> = {
  'file-mode':
    'Plain files that only your user can read (0600). Whoever can read your files, every program you run, and root can read them; so can whoever gets the disk unless it is encrypted.',
  passphrase:
    'Encrypted with a key from your passphrase: a copy of the disk or a backup is useless without it. While the vault is open, every program you run and root can read the secrets.',
  keychain:
    'Encrypted with a key the keychain of your system keeps: a copy of the vault is useless without your login. While you are logged in, programs you run and root can ask for that key.',
  unprotected:
    'Encrypted, but the keychain of this system keeps its key where anybody who has the files can derive it (basic_text). It protects no better than plain files.',
};

export function statementOf(protection: Protection): string {
  return statements[protection];
}
