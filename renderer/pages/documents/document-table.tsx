import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { DocumentSummary } from '#contract';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './document-table.module.css';

const rowHeight = 48;
/** Rows from the end at which the next page is asked for. */
const nearEnd = 40;

interface DocumentTableProps {
  rows: readonly DocumentSummary[];
  total: number;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  onOpen: (id: string) => void;
}

/** Documents, newest first; only the rows in sight are in the page, however many there are. */
export function DocumentTable({ rows, total, hasMore, isLoadingMore, onMore, onOpen }: DocumentTableProps) {
  const t = useTranslations('documents');
  const formats = useFormats();
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= rows.length - nearEnd) onMore();
  }, [hasMore, isLoadingMore, lastShown, rows.length, onMore]);
  return (
    <div ref={scroll} className={classes.scroll}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, which a table does not allow */}
      <div role="table" aria-label={t('title')} aria-rowcount={total + 1}>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of headings is not operated */}
        <div role="row" aria-rowindex={1} className={classes.head}>
          {(['document', 'collection', 'size', 'chunks', 'updated'] as const).map((column) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: a heading is not operated
            <span key={column} role="columnheader">
              {t(`columns.${column}`)}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={classes.body} style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: its button is
              <div
                key={row.id}
                role="row"
                aria-rowindex={item.index + 2}
                className={classes.row}
                style={{ blockSize: item.size, transform: `translateY(${item.start}px)` }}
              >
                {/* biome-ignore lint/a11y/useSemanticElements: see above */}
                <span role="cell" className={classes.name}>
                  <button type="button" className={classes.open} onClick={() => onOpen(row.id)} title={row.title}>
                    {row.title}
                  </button>
                  <small className={classes.path} title={row.source_path ?? undefined}>
                    {row.source_path ?? t('noPath')}
                  </small>
                </span>
                {/* biome-ignore lint/a11y/useSemanticElements: see above */}
                <span role="cell" className={classes.collection}>
                  {row.collection}
                </span>
                {/* biome-ignore lint/a11y/useSemanticElements: see above */}
                <span role="cell" className={classes.number}>
                  {t('chars', { count: row.content_chars })}
                </span>
                {/* biome-ignore lint/a11y/useSemanticElements: see above */}
                <span role="cell" className={classes.number}>
                  {formats.count(row.chunks)}
                </span>
                {/* biome-ignore lint/a11y/useSemanticElements: see above */}
                <span role="cell" className={classes.number}>
                  <TimeAgo at={row.updated_at} />
                </span>
              </div>
            );
          })}
        </div>
      </div>
      {isLoadingMore ? <p className={classes.more}>{t('loadingMore')}</p> : null}
    </div>
  );
}
