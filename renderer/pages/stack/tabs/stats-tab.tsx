import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Figure, FigureHistory, Usage } from '#contract';
import { useServiceStats } from '../../../api/use-stack.ts';
import { commands } from '../../../commands.ts';
import { lastMeasured, toChartRows } from '../../../components/chart/chart-rows.ts';
import { TimeChart } from '../../../components/chart/time-chart.tsx';
import { CommandLine } from '../../../components/command-line.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import { useNow } from '../../../components/use-now.ts';
import { useFormats } from '../../../i18n/language-provider.tsx';
import classes from './tabs.module.css';

type UsageKey = Exclude<keyof Usage, 'at'>;
interface ChartPlan {
  readonly title: 'cpu' | 'memory' | 'network' | 'disk' | 'throttled' | 'pids';
  readonly unit: Figure['unit'];
  readonly lines: readonly { readonly key: UsageKey; readonly label: 'used' | 'limit' | 'received' | 'sent' | 'read' | 'written' }[];
}

const charts: readonly ChartPlan[] = [
  { title: 'cpu', unit: 'count', lines: [{ key: 'cpu_cores', label: 'used' }] },
  {
    title: 'memory',
    unit: 'bytes',
    lines: [
      { key: 'memory_bytes', label: 'used' },
      { key: 'memory_limit_bytes', label: 'limit' },
    ],
  },
  {
    title: 'network',
    unit: 'bytes',
    lines: [
      { key: 'network_received_per_second', label: 'received' },
      { key: 'network_sent_per_second', label: 'sent' },
    ],
  },
  {
    title: 'disk',
    unit: 'bytes',
    lines: [
      { key: 'block_read_per_second', label: 'read' },
      { key: 'block_written_per_second', label: 'written' },
    ],
  },
  { title: 'throttled', unit: 'ratio', lines: [{ key: 'throttled_ratio', label: 'used' }] },
  { title: 'pids', unit: 'count', lines: [{ key: 'pids', label: 'used' }] },
];
const windows = [300, 900, 3600] as const;

/** What the service was measured to use. */
export function StatsTab({ name }: { name: string }) {
  const t = useTranslations('stack');
  const [seconds, setSeconds] = useState<number>(900);
  const { data, error, refetch } = useServiceStats(name, seconds);
  const now = useNow(5000);
  const samples = data?.services[0]?.samples ?? [];
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t('howFarBack')}
          value={String(seconds)}
          onChange={(value) => setSeconds(Number(value))}
          data={windows.map((each) => ({ value: String(each), label: t('minutes', { count: each / 60 }) }))}
        />
      </div>
      {error === null ? null : <ErrorBox error={error} title={t('statsFailed')} onRetry={() => void refetch()} />}
      {data !== undefined && samples.length === 0 ? <p>{t('nothingMeasured')}</p> : null}
      {data === undefined || samples.length === 0 ? null : (
        <div className={classes.charts}>
          {charts.map((plan) => (
            <UsageChart
              key={plan.title}
              plan={plan}
              span={{ samples, intervalSeconds: data.interval_seconds, windowSeconds: seconds, now }}
            />
          ))}
        </div>
      )}
      <CommandLine command={commands.stats(name)} />
    </div>
  );
}

interface Span {
  readonly samples: readonly Usage[];
  readonly intervalSeconds: number;
  readonly windowSeconds: number;
  readonly now: number;
}

function UsageChart({ plan, span }: { plan: ChartPlan; span: Span }) {
  const t = useTranslations('stack');
  const formats = useFormats();
  const lines = plan.lines.map(({ key, label }) => ({ name: key, label: t(`lines.${label}`) }));
  const data = toChartRows(toHistory(plan, span), { windowSeconds: span.windowSeconds, now: span.now, maxRows: 225 });
  const measured = lines.filter(({ name }) => lastMeasured(data.rows, name) >= 0);
  const current = span.samples.at(-1)?.[plan.lines[0]?.key ?? 'pids'] ?? null;
  const title = t(`charts.${plan.title}`);
  const value = current === null ? t('notMeasured') : formats.figure(current, plan.unit);
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>
        <h2>{title}</h2>
        <span>{value}</span>
      </figcaption>
      <div className={classes.plot}>
        {measured.length === 0 ? (
          <p className={classes.quiet}>{t('notMeasured')}</p>
        ) : (
          <TimeChart data={data} lines={measured} unit={plan.unit} description={`${title}: ${value}`} />
        )}
      </div>
    </figure>
  );
}

function toHistory(plan: ChartPlan, { samples, intervalSeconds }: Span): FigureHistory {
  return {
    interval_seconds: intervalSeconds,
    figures: plan.lines.map(({ key }) => ({ name: key, title: key, unit: plan.unit, window_seconds: intervalSeconds })),
    at: samples.map(({ at }) => at),
    values: Object.fromEntries(plan.lines.map(({ key }) => [key, samples.map((sample) => sample[key])])),
  };
}
