import type { Judgements } from './retrieval-test.ts';

/** Documents, best first. */
export type Ranking = readonly string[];

/** Mean over queries of nDCG at `depth`: gain is the grade, discount log2(rank + 1), as trec_eval and BEIR have it. */
export function meanNdcg(rankings: ReadonlyMap<string, Ranking>, judgements: Judgements, depth: number): number {
  return mean(rankings, (query, ranking) => {
    const grades = judgements.get(query) ?? new Map<string, number>();
    const ideal = [...grades.values()].sort((a, b) => b - a);
    const best = discounted(ideal.slice(0, depth));
    return best === 0 ? 0 : discounted(ranking.slice(0, depth).map((document) => grades.get(document) ?? 0)) / best;
  });
}

/** Mean over queries of the share of relevant documents among the first `depth`. */
export function meanRecall(rankings: ReadonlyMap<string, Ranking>, judgements: Judgements, depth: number): number {
  return mean(rankings, (query, ranking) => {
    const relevant = [...(judgements.get(query) ?? [])].filter(([, grade]) => grade > 0).map(([document]) => document);
    const first = new Set(ranking.slice(0, depth));
    return relevant.length === 0 ? 0 : relevant.filter((document) => first.has(document)).length / relevant.length;
  });
}

function discounted(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + Math.max(0, grade) / Math.log2(index + 2), 0);
}

function mean(rankings: ReadonlyMap<string, Ranking>, score: (query: string, ranking: Ranking) => number): number {
  const scores = [...rankings].map(([query, ranking]) => score(query, ranking));
  return scores.reduce((sum, value) => sum + value, 0) / Math.max(1, scores.length);
}
