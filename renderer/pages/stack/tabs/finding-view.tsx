import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Finding, FixAction } from '#contract';
import { useFixAction } from '../../../api/use-stack.ts';
import { Card } from '../../../components/card.tsx';
import { CopyTextButton } from '../../../components/copy-text-button.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import classes from './tabs.module.css';

/** One cause with what it rests on, what to do, and buttons that do it. */
export function FindingView({ finding }: { finding: Finding }) {
  const t = useTranslations('stack');
  return (
    <Card title={finding.title}>
      <div className={classes.body}>
        <p>{finding.message}</p>
        <div className={classes.evidence} dir="ltr">
          {finding.evidence.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
        <p>
          <strong>{t('fix')}</strong> {finding.fix}
        </p>
        {finding.actions.length === 0 ? null : (
          <div className={classes.actions}>
            {finding.actions.map((action) => (
              <ActionButton key={action.label} action={action} />
            ))}
          </div>
        )}
      </div>
    </Card>
  );
}

function ActionButton({ action }: { action: FixAction }) {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const run = useFixAction();
  const [isAsking, setIsAsking] = useState(false);
  const { operation, destroys } = action;
  const act = () => {
    if (destroys !== null && !isAsking) setIsAsking(true);
    else if (operation !== null) run.mutate({ operation, input: action.input });
  };
  return (
    <>
      {operation === null ? null : (
        <Button variant={destroys === null ? 'default' : 'outline'} disabled={run.isPending || run.isSuccess} onClick={act}>
          {isAsking ? t('reallyDestroy', { what: destroys ?? '' }) : action.label}
        </Button>
      )}
      {action.command === null ? null : <CopyTextButton text={action.command} label={general('copyCommand')} />}
      {run.error === null ? null : <ErrorBox error={run.error} title={t('fixFailed')} />}
      {run.isSuccess ? <span className={classes.quiet}>{t('fixBegun')}</span> : null}
    </>
  );
}
