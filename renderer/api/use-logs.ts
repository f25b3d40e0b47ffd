import { useEffect, useRef, useState } from 'react';
import type { GantryError, LogLevel, LogLine } from '#contract';
import { useApi } from './api-context.tsx';
import { appendLines, type NumberedLine } from './append-lines.ts';

export interface LogView {
  readonly lines: readonly NumberedLine[];
  /** There are older ones that were not read. */
  readonly isCut: boolean;
  readonly error: GantryError | null;
  readonly isLoading: boolean;
}

export interface LogFilter {
  readonly services: string;
  readonly level: LogLevel | undefined;
  readonly contains: string;
  /** How far back the first lines reach; undefined is as far as there are lines. */
  readonly sinceSeconds?: number | undefined;
  readonly isPaused: boolean;
}

const firstLines = 2000;
const waitSeconds = 20;
const retryMs = 3000;
const nothingYet: LogView = { lines: [], isCut: false, error: null, isLoading: true };

/** Lines of services: the newest at first, then each new one as it comes. A pause keeps what is shown and its place in the log. */
export function useLogs({ services, level, contains, sinceSeconds, isPaused }: LogFilter): LogView {
  const { client } = useApi();
  const question = [services, level, contains, sinceSeconds].join('\n');
  const [shown, setShown] = useState({ question, view: nothingYet });
  const place = useRef<{ question: string; cursor: string }>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    const change = (next: (view: LogView) => LogView) =>
      setShown((before) => ({ question, view: next(before.question === question ? before.view : nothingYet) }));
    async function read(): Promise<void> {
      const cursor = place.current?.question === question ? place.current.cursor : undefined;
      const since = sinceSeconds === undefined ? {} : { since: new Date(Date.now() - sinceSeconds * 1000).toISOString() };
      const reply = await client.call(
        'stack.logs',
        {
          services,
          ...(level === undefined ? {} : { level }),
          ...(contains === '' ? {} : { contains }),
          ...(cursor === undefined ? { tail: firstLines, ...since } : { cursor, wait_seconds: waitSeconds }),
        },
        { signal: abort.signal },
      );
      if (abort.signal.aborted) return;
      place.current = { question, cursor: reply.cursor };
      change((view) => receive(view, reply, cursor === undefined));
    }
    async function follow(): Promise<void> {
      while (!abort.signal.aborted) {
        try {
          await read();
        } catch (error) {
          if (abort.signal.aborted) return;
          change((view) => ({ ...view, error: error as GantryError, isLoading: false }));
          await new Promise((resolve) => setTimeout(resolve, retryMs));
        }
      }
    }
    if (!isPaused) void follow();
    else if (place.current?.question !== question)
      void read().catch((error: unknown) => {
        if (!abort.signal.aborted) change((view) => ({ ...view, error: error as GantryError, isLoading: false }));
      });
    return () => abort.abort();
  }, [client, question, services, level, contains, sinceSeconds, isPaused]);
  return shown.question === question ? shown.view : nothingYet;
}

function receive(view: LogView, reply: { lines: readonly LogLine[]; is_cut: boolean }, isFirst: boolean): LogView {
  const isKept = !isFirst && reply.lines.length === 0 && view.error === null && !view.isLoading;
  if (isKept) return view;
  return {
    lines: isFirst ? appendLines([], reply.lines) : appendLines(view.lines, reply.lines),
    isCut: isFirst ? reply.is_cut : view.isCut,
    error: null,
    isLoading: false,
  };
}
