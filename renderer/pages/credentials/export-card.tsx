import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Output } from '#contract';
import { useCredentialExport } from '../../api/use-credentials.ts';
import { commands } from '../../commands.ts';
import { Card } from '../../components/card.tsx';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { unusable } from '../../components/unusable.ts';
import classes from './export-card.module.css';

interface ExportCardProps {
  file: Output<'credentials.list'>['export'];
  /** Why secrets cannot be read now. */
  hindrance: string | undefined;
  isAdmin: boolean;
}

/** The env file with all secrets for who runs plain Compose: whether it is there, whether it still holds, and what it means. */
export function ExportCard({ file: { file, exists, is_current: isCurrent }, hindrance, isAdmin }: ExportCardProps) {
  const t = useTranslations('credentials');
  const change = useCredentialExport();
  const deleteHindrance = isAdmin ? (exists ? undefined : t('exportNothing')) : t('readOnlyReason');
  return (
    <Card
      title={t('export')}
      aside={
        <>
          <CopyTextButton text={commands.exportCredentials()} label={t('copyCommandOf', { what: t('exportWrite') })} />
          <Button
            variant="default"
            size="compact-xs"
            {...unusable(hindrance !== undefined, hindrance)}
            onClick={() => {
              if (hindrance === undefined && !change.isPending) change.mutate('write');
            }}
          >
            {exists ? t('exportAgain') : t('exportWrite')}
          </Button>
          <CopyTextButton text={commands.deleteCredentialExport()} label={t('copyCommandOf', { what: t('exportDelete') })} />
          <Button
            variant="default"
            size="compact-xs"
            {...unusable(deleteHindrance !== undefined, deleteHindrance)}
            onClick={() => {
              if (deleteHindrance === undefined && !change.isPending) change.mutate('delete');
            }}
          >
            {t('exportDelete')}
          </Button>
        </>
      }
    >
      <div className={classes.body}>
        <p className={classes.state} aria-live="polite">
          <StateMark
            state={!exists ? 'stopped' : isCurrent ? 'ok' : 'degraded'}
            word={!exists ? t('exportNone') : isCurrent ? t('exportCurrent') : t('exportOutdated')}
          />
          <code dir="ltr">{file}</code>
        </p>
        <p className={classes.quiet}>{t('exportMeans')}</p>
        {change.error === null ? null : (
          <ErrorBox error={change.error} title={change.variables === 'delete' ? t('exportNotDeleted') : t('exportNotWritten')} />
        )}
      </div>
    </Card>
  );
}
