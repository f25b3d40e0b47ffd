import type { Check } from '#platform/parts';
import type { SearchByMeaningOptions } from '../search-by-meaning.ts';
import { searchByMeaning } from '../search-by-meaning.ts';

/** A real search from text to passage; it is not counted among those of people. */
export function searchAnswers(search: Omit<SearchByMeaningOptions, 'signal'>): Check {
  return {
    name: 'search-answers',
    title: 'Does a search answer?',
    async run(signal) {
      const { results, timings } = await searchByMeaning({ query: 'Does search answer?', limit: 1 }, { ...search, signal });
      const found = results.length === 0 ? 'no passages yet' : 'one passage found';
      return { state: 'ok', evidence: `${found} in ${Math.round(timings.total_ms)} ms` };
    },
  };
}
