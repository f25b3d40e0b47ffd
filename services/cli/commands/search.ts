import type { Command } from 'commander';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { connect } from '../connect.ts';
import { expectCollection } from '../expect-collection.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printResult } from '../print-result.ts';
import { formatCount } from '../quantities.ts';
import { paint } from '../style.ts';

interface Options extends CommonOptions {
  limit: number;
  collection?: string;
}

/** `gantry search`: the passages nearest in meaning. */
export function createSearchCommand(io: Io): Command {
  return createCommand(io, 'search', 'Find the passages nearest in meaning')
    .argument('<query...>', 'words or a question')
    .option('--limit <count>', 'most of them, 1 to 100', wholeNumber(1, 100), 10)
    .option('--collection <name>', 'only in this collection')
    .action(async (words: string[], { json, limit, collection }: Options) => {
      const { client } = await connect(io);
      const found = await client.call('search.vector', {
        query: words.join(' '),
        limit,
        ...(collection === undefined ? {} : { collection }),
      });
      if (found.results.length === 0) await expectCollection(client, collection);
      if (json) return printJson(io, found);
      for (const [index, result] of found.results.entries()) printResult(io, result, index + 1);
      if (found.results.length === 0) printLine(io, `Nothing was found. See what is there: ${hint(io, 'documents list')}`);
      const { embed_ms: embed, search_ms: search, highlight_ms: highlight, total_ms: total } = found.timings;
      printLine(
        io,
        paint(
          io.stdout,
          'dim',
          `${formatCount(found.results.length)} in ${total.toFixed(1)} ms (embed ${embed.toFixed(1)}, search ${search.toFixed(1)}, highlight ${highlight.toFixed(1)})`,
        ),
      );
    });
}
