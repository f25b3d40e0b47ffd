import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useIsAdmin, useTokens } from '../../api/use-access.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import page from '../../components/page.module.css';
import { PageHead } from '../../components/page-head.tsx';
import { unusable } from '../../components/unusable.ts';
import classes from './access-page.module.css';
import { ProtectionCard } from './protection-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TokenTable } from './token-table.tsx';

const TokenDialog = lazy(() => import('./dialogs/token-dialog.tsx'));

/** Who may come in: tokens of programs, sessions of browsers, and what keeps everyone else out. */
export default function AccessPage() {
  const t = useTranslations('access');
  const general = useTranslations('general');
  const { data, error, refetch } = useTokens();
  const isAdmin = useIsAdmin();
  const [isCreating, setIsCreating] = useState(false);
  const createButton = useRef<HTMLButtonElement>(null);
  const tokens = data?.tokens ?? [];
  const expired = tokens.filter((token) => token.is_expired).length;
  return (
    <div className={page.page}>
      <PageHead title={t('title')} facts={data === undefined ? null : t('facts', { count: tokens.length, expired })}>
        <CopyTextButton text={commands.listTokens()} label={general('copyCommand')} />
        <Button
          ref={createButton}
          leftSection={<IconPlus size={16} />}
          {...unusable(!isAdmin, t('readOnlyReason'))}
          onClick={() => {
            if (isAdmin) setIsCreating(true);
          }}
        >
          {t('create')}
        </Button>
      </PageHead>
      {isAdmin ? null : <p className={page.note}>{t('readOnly')}</p>}
      {error === null || error.code === 'scope_missing' ? null : (
        <ErrorBox error={error} title={t('listFailed')} onRetry={() => void refetch()} />
      )}
      {data === undefined ? null : <TokenTable tokens={tokens} onFocusLost={() => createButton.current?.focus()} />}
      {data === undefined || tokens.some(({ kind }) => kind === 'api') ? null : <p className={classes.quiet}>{t('onlyFiles')}</p>}
      {isAdmin ? <SessionsCard /> : null}
      <ProtectionCard />
      {isCreating ? (
        <Suspense>
          <TokenDialog onClose={() => setIsCreating(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
