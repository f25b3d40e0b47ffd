import { useTranslations } from 'use-intl';
import type { Figure } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';
import type { ChartLine } from './chart-rows.ts';
import classes from './chart-tip.module.css';

interface ChartTipProps {
  at: number;
  lines: readonly ChartLine[];
  values: readonly { name?: unknown; value?: unknown; color?: string | undefined }[] | undefined;
  unit: Figure['unit'];
}

/** What the crosshair is on. */
export function ChartTip({ at, lines, values = [], unit }: ChartTipProps) {
  const t = useTranslations('chart');
  const formats = useFormats();
  if (!Number.isFinite(at)) return null;
  return (
    <div className={classes.tip}>
      <time>{formats.clock(at)}</time>
      {lines.map(({ name, label }) => {
        const found = values.find((value) => value.name === name);
        return (
          <div key={name} className={classes.row}>
            <span style={{ color: found?.color }}>{label}</span>
            <strong>{typeof found?.value === 'number' ? formats.figure(found.value, unit) : t('notMeasured')}</strong>
          </div>
        );
      })}
    </div>
  );
}
