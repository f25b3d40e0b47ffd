import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { GantryError } from '#contract';
import { CopyTextButton } from './copy-text-button.tsx';
import classes from './error-box.module.css';
import { describeError } from './error-details.ts';

interface ErrorBoxProps {
  error: GantryError;
  /** What did not work, in words. */
  title: string;
  onRetry?: () => void;
}

/** An error where it happened: what, why, what to do, and everything someone who helps would ask for. */
export function ErrorBox({ error, title, onRetry }: ErrorBoxProps) {
  const t = useTranslations('error');
  const { requestId, text } = describeError(error);
  return (
    <section className={classes.box} role="alert">
      <IconAlertTriangle className={classes.icon} size={20} aria-hidden="true" />
      <div className={classes.words}>
        <strong>{title}</strong>
        <p>{error.message}</p>
        {error.fix === undefined ? null : (
          <p>
            <strong>{t('fix')}</strong> {error.fix}
          </p>
        )}
        <p className={classes.facts}>
          <code>{error.code}</code>
          {error.field === undefined ? null : <span>{t('field', { field: error.field })}</span>}
          {requestId === undefined ? null : <span>{t('request', { id: requestId })}</span>}
        </p>
        <div className={classes.actions}>
          {onRetry === undefined ? null : (
            <Button variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          <CopyTextButton text={text} label={t('copy')} />
        </div>
      </div>
    </section>
  );
}
