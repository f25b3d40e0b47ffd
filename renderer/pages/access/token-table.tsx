import { VisuallyHidden } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Token } from '#contract';
import { type TokenAction, TokenRow } from './token-row.tsx';
import classes from './token-table.module.css';

const TokenDialog = lazy(() => import('./dialogs/token-dialog.tsx'));
const ReplaceDialog = lazy(() => import('./dialogs/replace-dialog.tsx'));
const RevokeDialog = lazy(() => import('./dialogs/revoke-dialog.tsx'));

const texts = ['name', 'scopes', 'expires', 'lastUsed'] as const;
const numbers = ['requests', 'errors', 'tokens', 'limited', 'limit'] as const;

interface TokenTableProps {
  tokens: readonly Token[];
  /** Gets the focus when the row that had it is gone. */
  onFocusLost: () => void;
}

/** One row a token: what it may, how long, what it was used for. */
export function TokenTable({ tokens, onFocusLost }: TokenTableProps) {
  const t = useTranslations('access');
  const [open, setOpen] = useState<{ action: TokenAction; token: Token }>();
  const count = useRef(tokens.length);
  useEffect(() => {
    if (tokens.length < count.current && document.activeElement === document.body) onFocusLost();
    count.current = tokens.length;
  }, [tokens.length, onFocusLost]);
  const close = () => setOpen(undefined);
  return (
    <>
      <table className={classes.table} aria-label={t('tokens')}>
        <thead>
          <tr>
            {texts.map((column) => (
              <th key={column} scope="col">
                {t(`columns.${column}`)}
              </th>
            ))}
            {numbers.map((column) => (
              <th key={column} scope="col" className={classes.number} title={t(`columnTitles.${column}`)}>
                {t(`columns.${column}`)}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden component="span">{t('columns.actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} onAction={(action) => setOpen({ action, token })} />
          ))}
        </tbody>
      </table>
      <Suspense>
        {open?.action === 'edit' ? <TokenDialog token={open.token} onClose={close} /> : null}
        {open?.action === 'replace' ? <ReplaceDialog token={open.token} onClose={close} /> : null}
        {open?.action === 'revoke' ? <RevokeDialog token={open.token} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
