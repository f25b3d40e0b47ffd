import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { Client } from '#client';
import { GantryError } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

/** Keeps the model in full batches, and a request far below the host's limits. */
const textsPerRequest = 64;

/** `gantry embed`: the vector of a text, or one for each line of stdin. */
export function createEmbedCommand(io: Io): Command {
  return createCommand(io, 'embed', 'Print the vector of a text, or with - of each line of stdin')
    .argument('<text...>', 'the text, or - for the lines of stdin')
    .addHelpText(
      'after',
      '\nOne line a text: the vector as a JSON array; with --json {"index", "model", "embedding"}. An empty line of stdin is an error that names its number.',
    )
    .action(async (words: string[], { json = false }: CommonOptions) => {
      const { client } = await connect(io);
      const texts = words.length === 1 && words[0] === '-' ? linesOf(io) : [words.join(' ')];
      let batch: string[] = [];
      let printed = 0;
      const flush = async () => {
        printed += await printVectors(io, { client, texts: batch, json, firstIndex: printed });
        batch = [];
      };
      for await (const text of texts) {
        if (text.trim() === '') {
          await flush();
          throw new GantryError('invalid_value', { message: `Line ${printed + 1} must not be empty.`, field: 'text' });
        }
        batch.push(text);
        if (batch.length === textsPerRequest) await flush();
      }
      await flush();
    });
}

function linesOf(io: Io): AsyncIterable<string> {
  return createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY });
}

interface PrintOptions {
  client: Client;
  texts: string[];
  json: boolean;
  firstIndex: number;
}

async function printVectors(io: Io, { client, texts, json, firstIndex }: PrintOptions): Promise<number> {
  if (texts.length === 0) return 0;
  const { data, model } = await client.call('embeddings.create', { input: texts });
  for (const { index, embedding } of data) printJson(io, json ? { index: firstIndex + index, model, embedding } : embedding);
  return texts.length;
}
