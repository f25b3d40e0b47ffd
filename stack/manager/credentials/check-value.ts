import { GantryError } from '#contract';
import type { StackCredential } from './known-credentials.ts';
import { preparePassword } from './scram-verifier.ts';

/** As short as a token may be: 32 characters of base64url are 192 bits. */
const leastTokenChars = 32;

/** What the service of a secret takes beyond the rules for all. @throws GantryError `invalid_value` naming the rule */
export function checkValue({ kind, strategy, name }: Pick<StackCredential, 'kind' | 'strategy' | 'name'>, value: string): void {
  if ((kind === 'api-key' || kind === 'token') && !/^[\x21-\x7E]+$/.test(value))
    throw invalid(`${name} travels in an HTTP header: it takes letters, digits and marks of ASCII, without spaces.`);
  if (kind === 'token' && value.length < leastTokenChars)
    throw invalid(`${name} is a token of the local API and must have at least ${leastTokenChars} characters.`);
  if (strategy === 'postgres') preparePassword(value);
}

function invalid(message: string): GantryError {
  return new GantryError('invalid_value', { message, field: 'value', fix: 'Let Gantry make it: rotate instead of set.' });
}
