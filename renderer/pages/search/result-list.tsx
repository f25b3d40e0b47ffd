import { type KeyboardEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { SearchResult } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';
import { highlightPieces } from './highlight-pieces.ts';
import classes from './result-list.module.css';
import type { OpenPassage } from './use-search-address.ts';

/** Passages, the nearest first; ↑ and ↓ go from one to the next, Enter opens the document. */
export function ResultList({ results, onOpen }: { results: readonly SearchResult[]; onOpen: (passage: OpenPassage) => void }) {
  const t = useTranslations('search');
  const list = useRef<HTMLOListElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('[data-result]') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
    event.preventDefault();
    if (next !== undefined) next.focus();
    else if (event.key === 'ArrowUp') document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
  };
  return (
    <ol ref={list} className={classes.list} aria-label={t('results')} onKeyDown={move}>
      {results.map((result) => (
        <li key={result.chunk_id} className={classes.result}>
          <Result result={result} onOpen={onOpen} />
        </li>
      ))}
    </ol>
  );
}

function Result({ result, onOpen }: { result: SearchResult; onOpen: (passage: OpenPassage) => void }) {
  const t = useTranslations('search');
  const formats = useFormats();
  return (
    <>
      <div className={classes.head}>
        <button
          type="button"
          data-result
          className={classes.open}
          onClick={() => onOpen({ documentId: result.document_id, range: [result.start_char, result.start_char + result.content.length] })}
        >
          {result.title}
        </button>
        <span className={classes.score} title={t('scoreTitle')}>
          {t('score', { score: formats.decimal(Math.round(result.score * 1000) / 1000) })}
        </span>
      </div>
      <p className={classes.path}>
        <span>{result.collection}</span>
        {result.source_path === null ? null : (
          <span className={classes.file} title={result.source_path}>
            {result.source_path}
          </span>
        )}
      </p>
      <p className={classes.passage} dir="auto">
        {highlightPieces(result.content, result.highlights).map(({ start, text, isMarked }) =>
          isMarked ? <mark key={start}>{text}</mark> : <span key={start}>{text}</span>,
        )}
      </p>
    </>
  );
}
