import { Button, VisuallyHidden } from '@mantine/core';
import { IconKey, IconRefresh, IconWand } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Output } from '#contract';
import { useIsAdmin } from '../../api/use-access.ts';
import { useCredentials, useGenerateCredentials } from '../../api/use-credentials.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import classes from '../../components/page.module.css';
import { PageHead } from '../../components/page-head.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { unusable } from '../../components/unusable.ts';
import { CredentialTable } from './credential-table.tsx';
import { ExportCard } from './export-card.tsx';
import { StoreCard } from './store-card.tsx';

const RotateDialog = lazy(() => import('./dialogs/rotate-dialog.tsx'));

type List = Output<'credentials.list'>;

/** The stack's secrets: how they are kept, how each is, and what can be done with it. */
export default function CredentialsPage() {
  const t = useTranslations('credentials');
  const general = useTranslations('general');
  const { data, error, refetch } = useCredentials();
  const isAdmin = useIsAdmin();
  const generate = useGenerateCredentials();
  const [isRotating, setIsRotating] = useState(false);
  const missing = data?.credentials.filter(({ exists }) => !exists) ?? [];
  const there = data?.credentials.filter(({ exists }) => exists) ?? [];
  const isLocked = data?.store.state === 'locked';
  const hindrance = isAdmin ? (isLocked ? t('lockedReason') : undefined) : t('readOnlyReason');
  const mayGenerate = hindrance === undefined && missing.length > 0;
  const mayRotate = hindrance === undefined && there.length > 0;
  return (
    <div className={classes.page}>
      <PageHead title={t('title')} facts={data === undefined ? null : <Facts list={data} />}>
        <CopyTextButton
          text={missing.length > 0 ? commands.generateCredentials() : commands.listCredentials()}
          label={general('copyCommand')}
        />
        <Button
          variant={mayGenerate ? 'filled' : 'default'}
          leftSection={<IconWand size={16} />}
          {...unusable(!mayGenerate, hindrance ?? t('noneMissing'))}
          onClick={() => {
            if (mayGenerate && !generate.isPending) generate.mutate([]);
          }}
        >
          {missing.length > 0 ? t('generateCount', { count: missing.length }) : t('generate')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          {...unusable(!mayRotate, hindrance ?? t('noneThere'))}
          onClick={() => {
            if (mayRotate) setIsRotating(true);
          }}
        >
          {t('rotateAll')}
        </Button>
      </PageHead>
      {isAdmin ? null : <p className={classes.note}>{t('readOnly')}</p>}
      {error === null ? null : <ErrorBox error={error} title={t('listFailed')} onRetry={() => void refetch()} />}
      {generate.error === null ? null : <ErrorBox error={generate.error} title={t('generateFailed')} />}
      <VisuallyHidden component="p" aria-live="polite">
        {generate.data === undefined ? '' : t('generated', { count: generate.data.made.length })}
      </VisuallyHidden>
      {data === undefined ? null : (
        <>
          <StoreCard store={data.store} isAdmin={isAdmin} checkedAs={data.credentials[0]?.name} />
          {data.credentials.length === 0 ? (
            <EmptyState icon={<IconKey size={40} stroke={1.2} />} sentence={t('empty')} command={commands.listCredentials()} />
          ) : (
            <CredentialTable credentials={data.credentials} hindrance={hindrance} />
          )}
          <ExportCard file={data.export} hindrance={hindrance} isAdmin={isAdmin} />
        </>
      )}
      {isRotating ? (
        <Suspense>
          <RotateDialog credentials={there} isAll onClose={() => setIsRotating(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function Facts({ list: { credentials, store } }: { list: List }) {
  const t = useTranslations('credentials');
  const count = (state: List['credentials'][number]['state']) => credentials.filter((each) => each.state === state).length;
  const refused = count('refused');
  const missing = count('missing');
  if (credentials.length === 0) return null;
  const mark = refused > 0 || store.protection === 'unprotected' ? 'degraded' : missing > 0 || store.state === 'locked' ? 'stopped' : 'ok';
  return (
    <>
      <StateMark state={mark} isWordHidden />{' '}
      {[
        ...(store.state === 'locked' ? [t('locked')] : []),
        ...(refused > 0 ? [t('refusedCount', { count: refused })] : []),
        ...(missing > 0 ? [t('missingCount', { count: missing })] : []),
        t('count', { count: credentials.length }),
      ].join(' · ')}
    </>
  );
}
