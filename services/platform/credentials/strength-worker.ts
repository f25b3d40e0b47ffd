import { parentPort, workerData } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';

/** What the thread is asked of one value: the answer is that of the end that is harder to guess. */
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

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
});
const answers = (workerData as GuessQuestion[]).map(({ ends, words }): GuessAnswer => {
  const [hardest] = ends.map((end) => zxcvbn.check(end, words)).sort((a, b) => b.guesses - a.guesses);
  return {
    score: hardest?.score ?? 0,
    guessesLog10: hardest?.guessesLog10 ?? 0,
    warning: hardest?.feedback.warning ?? null,
    suggestions: hardest?.feedback.suggestions ?? [],
  };
});
parentPort?.postMessage(answers);
