import { Worker } from 'node:worker_threads';
import { type Credential, credentialValueSchema, GantryError, passphraseSchema, type Strength } from '#contract';
import { builtFile } from '#platform/paths';
import type { GuessAnswer, GuessQuestion } from './strength-worker.ts';

export interface StrengthQuestion {
  kind: Credential['kind'] | 'passphrase';
  /** Words an attacker tries first, such as the name of the service and of the secret. */
  forbidden?: readonly string[];
}

/**
 * From 10^10 guesses up, zxcvbn's score 4: "very unguessable, strong protection from offline slow-hash scenario" (Wheeler, "zxcvbn:
 * Low-Budget Password Strength Estimation", USENIX Security 2016, and the table in https://github.com/dropbox/zxcvbn#usage).
 * The services hash their passwords and the vault's passphrase goes through scrypt, so offline and slow is the case to hold.
 */
const enoughGuessesLog10 = 10;

/**
 * Characters looked at from either end. zxcvbn's time grows with the square of the length (measured 0.2 s for 64, 1.9 s for 256),
 * and the whole is at least as hard to guess as the harder of its ends.
 */
const lookedAtChars = 64;

const alwaysForbidden = ['gantry', 'postgres', 'redis', 'grafana', 'qdrant', 'admin'];

/** Tells how strong a typed secret is; see `checkStrengths`. */
export async function checkStrength(value: string, question: StrengthQuestion): Promise<Strength> {
  const [strength] = await checkStrengths([{ value, ...question }]);
  return strength as Strength;
}

/**
 * Tells how strong secrets are, by zxcvbn, in the order asked. In one thread for all of them, which ends with the answer:
 * its word lists take 25 MB and half a second, and its work would hold up every other request.
 */
export async function checkStrengths(asked: readonly (StrengthQuestion & { value: string })[]): Promise<Strength[]> {
  const refused = asked.map(({ value, kind }) => refusalOf(value, kind));
  const questions = asked.filter((_, at) => refused[at] === undefined).map(toQuestion);
  const answers = questions.length === 0 ? [] : await guess(questions);
  return refused.map((refusal) => refusal ?? describe(answers.shift() as GuessAnswer));
}

function refusalOf(value: string, kind: StrengthQuestion['kind']): Strength | undefined {
  const { error } = (kind === 'passphrase' ? passphraseSchema : credentialValueSchema).safeParse(value);
  if (error === undefined) return undefined;
  return { score: 0, guesses_log10: 0, is_strong_enough: false, problem: `It ${error.issues[0]?.message}.`, suggestions: [] };
}

function toQuestion({ value, forbidden = [] }: StrengthQuestion & { value: string }): GuessQuestion {
  const ends = value.length > lookedAtChars ? [value.slice(0, lookedAtChars), value.slice(-lookedAtChars)] : [value];
  return { ends, words: [...alwaysForbidden, ...forbidden] };
}

function describe({ score, guessesLog10, warning, suggestions }: GuessAnswer): Strength {
  const isStrongEnough = guessesLog10 >= enoughGuessesLog10;
  return {
    score,
    guesses_log10: Math.max(0, guessesLog10),
    is_strong_enough: isStrongEnough,
    problem: isStrongEnough
      ? null
      : (warning ?? `About 10^${Math.floor(guessesLog10)} guesses find it; 10^${enoughGuessesLog10} are wanted.`),
    suggestions: isStrongEnough ? [] : suggestions,
  };
}

function guess(questions: readonly GuessQuestion[]): Promise<GuessAnswer[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile('services/platform/credentials/strength-worker.js'), { workerData: questions });
    worker.once('message', resolve);
    worker.once('error', (cause) => reject(new GantryError('internal', { message: 'The strength could not be estimated.', cause })));
    worker.once('exit', () => reject(new GantryError('internal', { message: 'The strength could not be estimated.' })));
  });
}
