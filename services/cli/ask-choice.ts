import { createInterface } from 'node:readline/promises';
import { GantryError } from '#contract';
import type { Io } from './io.ts';
import { printable } from './printable.ts';

export interface Choice<T> {
  readonly value: T;
  /** What a person sees, one line. */
  readonly label: string;
}

/** Asks on stderr for one of some; Enter takes what was chosen before. @throws GantryError `cancelled` after Ctrl-C or the end of the input */
export async function askOne<T>(io: Io, question: { title: string; choices: readonly Choice<T>[]; chosen: T }): Promise<T> {
  const { choices, chosen } = question;
  const usual = Math.max(
    0,
    choices.findIndex(({ value }) => value === chosen),
  );
  const [picked = usual] = await askNumbers(io, { ...question, usual: [usual], most: 1 });
  return (choices[picked] as Choice<T>).value;
}

/** As `askOne`, for any number of them. */
export async function askSome<T>(io: Io, question: { title: string; choices: readonly Choice<T>[]; chosen: readonly T[] }): Promise<T[]> {
  const { choices, chosen } = question;
  const usual = choices.flatMap(({ value }, index) => (chosen.includes(value) ? [index] : []));
  const picked = await askNumbers(io, { ...question, usual, most: choices.length });
  return picked.map((index) => (choices[index] as Choice<T>).value);
}

interface Numbered {
  title: string;
  choices: readonly Choice<unknown>[];
  usual: readonly number[];
  most: number;
}

/** Asks again until the answer is of the list. */
async function askNumbers(io: Io, { title, choices, usual, most }: Numbered): Promise<number[]> {
  io.stderr.write(`\n${printable(title)}\n${choices.map(({ label }, index) => `  ${index + 1}  ${printable(label)}\n`).join('')}`);
  const word = most === 1 ? 'Number' : 'Numbers, with commas';
  const default_ = usual.length === 0 ? '' : ` [${usual.map((index) => index + 1).join(',')}]`;
  for (;;) {
    const answer = await askLine(io, `${word}${default_}: `);
    const numbers = answer === '' ? usual.map((index) => index + 1) : answer.split(/[\s,]+/).map(Number);
    const isOfList = numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= choices.length);
    if (isOfList && numbers.length >= 1 && numbers.length <= most) return [...new Set(numbers)].map((number) => number - 1);
    io.stderr.write(most === 1 ? `One of 1 to ${choices.length}.\n` : `Some of 1 to ${choices.length}, at least one.\n`);
  }
}

async function askLine(io: Io, question: string): Promise<string> {
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return await new Promise((resolve, reject) => {
      const stop = () =>
        reject(new GantryError('cancelled', { message: 'The setup was left; it goes on where it was when it is called again.' }));
      prompt.once('SIGINT', stop);
      prompt.once('close', stop);
      prompt.question(question).then((answer) => resolve(answer.trim()), stop);
    });
  } finally {
    prompt.close();
    io.stdin.pause();
  }
}
