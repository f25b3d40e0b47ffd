import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { preparePassword, scramVerifier } from './scram-verifier.ts';

interface Session {
  clientNonce: string;
  response: string;
  serverSignature: string;
}
/** The client of `pg`, which is what every Node.js program logs in with. */
const sasl = createRequire(import.meta.url)('pg/lib/crypto/sasl') as {
  startSession(mechanisms: string[]): Session;
  continueSession(session: Session, password: string, data: string): Promise<void>;
  finalizeSession(session: Session, data: string): void;
};

/** A server's side of RFC 5802 by what it keeps: whether it lets the client in, and what it answers. */
async function login(password: string, verifier: string): Promise<boolean> {
  const [, iterations = '', salt = '', storedKey = '', serverKey = ''] =
    /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(verifier) ?? [];
  const session = sasl.startSession(['SCRAM-SHA-256']);
  const first = `r=${session.clientNonce}server,s=${salt},i=${iterations}`;
  await sasl.continueSession(session, password, first);
  const [withoutProof = '', proof = ''] = session.response.split(',p=');
  const authMessage = `n=*,r=${session.clientNonce},${first},${withoutProof}`;
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const signature = hmac(Buffer.from(storedKey, 'base64'), authMessage);
  const clientKey = Buffer.from(proof, 'base64').map((byte, index) => byte ^ (signature[index] ?? 0));
  if (createHash('sha256').update(clientKey).digest('base64') !== storedKey) return false;
  sasl.finalizeSession(session, `v=${hmac(Buffer.from(serverKey, 'base64'), authMessage).toString('base64')}`);
  return true;
}

const nasty = [
  'plain',
  `'"$#\\ ;--`,
  'ü\u0308',
  'A\u030A',
  'ﬁ',
  'Ａ full width',
  'a\u00A0b',
  'soft\u00ADhyphen',
  'a\u200Db',
  '👩 emoji',
  'Ωмega 漢字 かな',
  'x'.repeat(256),
];

it.each(nasty)('makes what lets in a client with %j and no other', async (password) => {
  const verifier = await scramVerifier(password);
  expect(verifier).not.toContain(password);
  expect(await login(password, verifier)).toBe(true);
  expect(await login(`${password}x`, verifier)).toBe(false);
});

it('agrees with the verifier Postgres itself makes of the same salt (RFC 7677, 3)', async () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
  const key = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  // The example of the RFC: its server signature follows from this key.
  const authMessage =
    'n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  expect(createHmac('sha256', key('Server Key')).update(authMessage).digest('base64')).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  expect(await scramVerifier('pencil', salt)).toBe(
    `SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$${stored}:${key('Server Key').toString('base64')}`,
  );
});

it.each(['Ａ👩', '🏳️‍🌈', '\u00AD', '\u{1F100}'])('refuses %j, which clients read in two ways, without saying it', (password) => {
  expect(() => preparePassword(password)).toThrow(expect.objectContaining({ code: 'invalid_value', field: 'value' }));
  try {
    preparePassword(password);
  } catch (error) {
    expect((error as Error).message).not.toContain(password);
  }
});
