import { useEffect, useState } from 'react';
import type { GantryError, LogLevel, LogLine } from '#contract';
import { useApi } from './api-context.tsx';

export interface LogView {
  readonly lines: readonly (LogLine & { readonly id: number })[];
  /** There are older ones that were not read. */
  readonly isCut: boolean;
  readonly error: GantryError | null;
  readonly isLoading: boolean;
}

interface LogFilter {
  readonly services: string;
  readonly level: LogLevel | undefined;
  readonly contains: string;
  readonly isPaused: boolean;
}

const firstLines = 2000;
/** Lines kept in the page; the oldest go first. */
const mostLines = 100_000;
const waitSeconds = 20;
const retryMs = 3000;

/** Lines of services: the newest at first, then each new one as it comes, until paused. */
export function useLogs({ services, level, contains, isPaused }: LogFilter): LogView {
  const { client } = useApi();
  const [view, setView] = useState<LogView>({ lines: [], isCut: false, error: null, isLoading: true });
  useEffect(() => {
    const abort = new AbortController();
    const query = { services, ...(level === undefined ? {} : { level }), ...(contains === '' ? {} : { contains }) };
    let cursor: string | undefined;
    let nextId = 0;
    const add = (lines: readonly LogLine[], isCut: boolean, isFirst: boolean) =>
      setView((before) => ({
        lines: [...(isFirst ? [] : before.lines), ...lines.map((line) => ({ ...line, id: nextId++ }))].slice(-mostLines),
        isCut: isFirst ? isCut : before.isCut,
        error: null,
        isLoading: false,
      }));
    void (async () => {
      while (!abort.signal.aborted) {
        try {
          const isFirst = cursor === undefined;
          const reply = await client.call(
            'stack.logs',
            { ...query, ...(cursor === undefined ? { tail: firstLines } : { cursor, wait_seconds: waitSeconds }) },
            { signal: abort.signal },
          );
          if (abort.signal.aborted) return;
          cursor = reply.cursor;
          if (isFirst || reply.lines.length > 0) add(reply.lines, reply.is_cut, isFirst);
          if (isPaused) return;
        } catch (error) {
          if (abort.signal.aborted) return;
          setView((before) => ({ ...before, error: error as GantryError, isLoading: false }));
          await new Promise((resolve) => setTimeout(resolve, retryMs));
        }
      }
    })();
    return () => abort.abort();
  }, [client, services, level, contains, isPaused]);
  return view;
}
