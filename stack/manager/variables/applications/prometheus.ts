import { z } from 'zod';
import { type Application, outputOf, splitOption } from './application.ts';

const flagsSchema = z.object({ data: z.record(z.string(), z.string()) });

/** What Prometheus was started with, as its own API says. */
export const prometheus: Application = {
  service: 'prometheus',
  async ask(ask) {
    const wanted = ask.given.flatMap(({ variable, keys, text }) => {
      const option = keys[0] === 'command' ? splitOption(text) : undefined;
      return option === undefined ? [] : [{ variable, flag: option.name }];
    });
    if (wanted.length === 0) return [];
    const { data } = flagsSchema.parse(
      JSON.parse(await outputOf(ask, ['wget', '-q', '-O', '-', 'http://127.0.0.1:9090/api/v1/status/flags'])),
    );
    return wanted.flatMap(({ variable, flag }) => {
      const actual = data[flag];
      return actual === undefined
        ? []
        : [{ variable, actual, detail: 'Prometheus says it was started with it. Start it again: npm run gantry -- restart prometheus' }];
    });
  },
};
