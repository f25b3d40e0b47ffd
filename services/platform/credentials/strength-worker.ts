import { parentPort, workerData } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';

/** What the thread is asked: the first answer is that of the end that is harder to guess. */
export interface GuessQuestion {
  ends: string[];
  words: string[];
}

export interface GuessAnswer {
  score: number;
  guessesLog10: number;
  warning: string | null;
  suggestions: string[];
}

const { ends, words } = workerData as GuessQuestion;
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
});
const answers: GuessAnswer[] = ends
  .map((end) => zxcvbn.check(end, words))
  .sort((a, b) => b.guesses - a.guesses)
  .map(({ score, guessesLog10, feedback }) => ({ score, guessesLog10, warning: feedback.warning, suggestions: feedback.suggestions }));
parentPort?.postMessage(answers);
