import { Button } from '@mantine/core';
import { IconRefresh, IconScale } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useConfigDrift } from '../../../api/use-config.ts';
import { commands } from '../../../commands.ts';
import { CopyTextButton } from '../../../components/copy-text-button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { StateMark } from '../../../components/state-mark.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { unusable } from '../../../components/unusable.ts';
import classes from './drift.module.css';
import { DriftTable } from './drift-table.tsx';

/** What the files say against what host, containers and programs have; looked up when a person asks. */
export default function DriftView() {
  const t = useTranslations('configuration');
  const general = useTranslations('general');
  const { data, error, refetch, isFetching, dataUpdatedAt, isStale } = useConfigDrift();
  const look = () => {
    if (!isFetching) void refetch();
  };
  const label = isFetching ? t('looking') : t('lookNow');
  if (data === undefined) {
    return (
      <>
        {error === null ? null : <ErrorBox error={error} title={t('driftFailed')} />}
        <EmptyState
          icon={<IconScale size={40} stroke={1.2} />}
          sentence={t('driftWhat')}
          action={
            <Button {...unusable(isFetching)} onClick={look}>
              {label}
            </Button>
          }
          command={commands.configDrift()}
        />
      </>
    );
  }
  const asked = data.checked.filter(({ reason }) => reason === null);
  const notAsked = data.checked.filter(({ reason }) => reason !== null);
  const values = asked.reduce((sum, each) => sum + each.values, 0);
  return (
    <>
      <div className={classes.tools}>
        <p className={classes.sentence} role="status">
          {data.drift.length > 0 ? (
            <>
              <StateMark state="degraded" isWordHidden /> <strong>{t('driftFound', { count: data.drift.length, values })}</strong>
            </>
          ) : (
            <>
              <StateMark state={values === 0 ? 'unknown' : 'ok'} isWordHidden />{' '}
              <strong>{values === 0 ? t('driftNothingAsked') : t('driftNone', { values })}</strong>
            </>
          )}{' '}
          <span className={classes.quiet}>
            {t('looked')} <TimeAgo at={new Date(dataUpdatedAt).toISOString()} />
            {isStale ? ` · ${t('driftStale')}` : ''}
          </span>
        </p>
        <CopyTextButton text={commands.configDrift()} label={general('copyCommand')} />
        <Button variant="default" leftSection={<IconRefresh size={16} />} {...unusable(isFetching)} onClick={look}>
          {label}
        </Button>
      </div>
      {error === null ? null : <ErrorBox error={error} title={t('driftFailed')} />}
      <DriftTable drift={data.drift} />
      <div className={classes.checked}>
        <div>
          <h2>{t('asked')}</h2>
          <ul>
            {asked.map(({ service, where, values: count }) => (
              <li key={`${service} ${where}`}>
                <StateMark state="ok" isWordHidden /> {service ?? t('host')} · {t(`wheres.${where}`)}{' '}
                <span className={classes.quiet}>{t('valuesCompared', { count })}</span>
              </li>
            ))}
          </ul>
        </div>
        {notAsked.length === 0 ? null : (
          <div>
            <h2>{t('notAsked')}</h2>
            <ul>
              {notAsked.map(({ service, where, reason }) => (
                <li key={`${service} ${where}`}>
                  <StateMark state="unknown" isWordHidden /> {service ?? t('host')} · {t(`wheres.${where}`)}{' '}
                  <span className={classes.quiet}>{reason}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </>
  );
}
