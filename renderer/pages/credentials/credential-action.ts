/** What a row asks for that begins with a dialog. */
export type CredentialAction = 'rotate' | 'set' | 'repair';
