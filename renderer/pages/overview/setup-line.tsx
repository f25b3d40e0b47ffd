import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useSaveSetup, useSetup } from '../../api/use-setup.ts';
import classes from './overview-page.module.css';

/** One line while nothing was ever set up or started; gone for good once it is dismissed. */
export function SetupLine() {
  const t = useTranslations('setup');
  const { data: setup } = useSetup();
  const { save, isPending } = useSaveSetup();
  if (setup === undefined || setup.step === 'done' || setup.has_started) return null;
  return (
    <p className={classes.setup}>
      <span>
        {t('offer')} <Link href="/setup">{t('offerLink')}</Link>
      </span>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        fw={400}
        c="dimmed"
        disabled={isPending}
        onClick={() => save({ step: 'done' })}
      >
        {t('dismiss')}
      </Button>
    </p>
  );
}
