import type { LogLine, Usage } from '#contract';
export type Observation = any;
export function createObservation({ engine, book }: any): any {
  return {
    start() {},
    stop() {},
    usage: (): Usage | null => null,
    async lines(name: string, most: number): Promise<LogLine[]> {
      const c = book.container(name);
      const out: LogLine[] = [];
      for await (const l of engine.logs(c.id, { tail: most }))
        out.push({ service: name, at: l.at, stream: l.stream, level: null, text: l.text });
      return out;
    },
    ports: { taken: async () => [] },
    history: () => ({ interval_seconds: 5, services: [] }),
  };
}
