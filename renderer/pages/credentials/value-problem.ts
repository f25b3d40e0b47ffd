import { maxCredentialChars } from '#contract';

export type ValueProblem = 'tooLong' | 'control' | 'notUnicode' | 'spaces';

/** Which rule of `credentialValueSchema` a typed value breaks; without the schema, which would be loaded for it alone. */
export function valueProblem(value: string): ValueProblem | undefined {
  if (/\p{Cc}/u.test(value)) return 'control';
  if (/\p{Cs}/u.test(value)) return 'notUnicode';
  if (value.trim() !== value) return 'spaces';
  if (value.length > maxCredentialChars) return 'tooLong';
  return undefined;
}
