import { z } from 'zod';
import { secretStoreSchema } from './credentials/credential.ts';

/**
 * What the host asks the window that started it, and what that answers, as messages between the two processes. `data` is base64: a
 * short key on its way into the system's keychain or out of it.
 */
export const keychainRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('keychain.describe'), id: z.number() }),
  z.object({ type: z.literal('keychain.wrap'), id: z.number(), data: z.base64() }),
  z.object({ type: z.literal('keychain.unwrap'), id: z.number(), data: z.base64() }),
]);
export type KeychainRequest = z.infer<typeof keychainRequestSchema>;

export const keychainReplySchema = z.object({
  type: z.literal('keychain.reply'),
  id: z.number(),
  keychain: secretStoreSchema.shape.keychain.optional(),
  data: z.base64().optional(),
  problem: z.string().optional().describe('Why there is neither'),
});
export type KeychainReply = z.infer<typeof keychainReplySchema>;
