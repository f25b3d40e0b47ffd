import { Button, SegmentedControl } from '@mantine/core';
import { IconChartLine, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFigures } from '../../api/use-figures.ts';
import { Card } from '../../components/card.tsx';
import { FigureTable } from '../../components/chart/figure-table.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useNow } from '../../components/use-now.ts';
import { useFormats } from '../../i18n/language-provider.tsx';
import { groupFigures } from './chart-groups.ts';
import { chartWindows, defaultWindowSeconds } from './chart-window.ts';
import classes from './charts-card.module.css';
import { FigureChart } from './figure-chart.tsx';
import { useChartRows } from './use-chart-rows.ts';
import { useTableKey } from './use-table-key.ts';

/** What was measured over time: as charts, or as the table behind them. */
export function ChartsCard() {
  const t = useTranslations('overview');
  const formats = useFormats();
  const [windowSeconds, setWindowSeconds] = useState<number>(defaultWindowSeconds);
  const [isTable, setIsTable] = useState(false);
  useTableKey(() => setIsTable((value) => !value));
  const { data: history, error, refetch } = useFigures(windowSeconds);
  const now = useNow(1000);
  const { data, silentSeconds } = useChartRows({ history, windowSeconds, now, maxRows: isTable ? 120 : 225 });
  const isStale = silentSeconds !== undefined;
  const groups = groupFigures(history?.figures ?? []);
  const aside = (
    <>
      {isStale ? (
        <span className={classes.stale}>
          <StateMark state="unknown" isWordHidden /> {t('noSample', { duration: formats.duration(silentSeconds) })}
        </span>
      ) : null}
      {history === undefined ? null : (
        <span className={classes.note}>
          {t('sampled', { row: formats.duration(data.rowSeconds), isThinned: String(data.rowSeconds > history.interval_seconds) })}
        </span>
      )}
      <SegmentedControl
        size="xs"
        aria-label={t('windowChoice')}
        value={String(windowSeconds)}
        onChange={(value) => setWindowSeconds(Number(value))}
        data={chartWindows.map((seconds) => ({ value: String(seconds), label: t('minutes', { count: seconds / 60 }) }))}
      />
      <Button
        variant="default"
        size="compact-sm"
        title={t('tableKey')}
        leftSection={isTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
        onClick={() => setIsTable(!isTable)}
      >
        {isTable ? t('asCharts') : t('asTable')}
      </Button>
    </>
  );
  return (
    <Card title={t('measured')} aside={aside}>
      {error === null ? null : <ErrorBox error={error} title={t('figuresFailed')} onRetry={() => void refetch()} />}
      {history === undefined ? null : isTable ? (
        <FigureTable figures={groups.flatMap((group) => group.figures.map(({ figure }) => figure))} data={data} />
      ) : (
        <div className={classes.charts} data-stale={isStale || undefined}>
          {groups.map((group) => (
            <FigureChart key={group.id} group={group} data={data} windowSeconds={windowSeconds} />
          ))}
        </div>
      )}
    </Card>
  );
}
