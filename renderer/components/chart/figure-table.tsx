import { useTranslations } from 'use-intl';
import type { Figure } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';
import type { ChartRows } from './chart-rows.ts';
import classes from './figure-table.module.css';

/** The same values as the charts, newest first. */
export function FigureTable({ figures, data }: { figures: readonly Figure[]; data: ChartRows }) {
  const t = useTranslations('chart');
  const formats = useFormats();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <section className={classes.scroll} tabIndex={0} aria-label={t('table')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            {figures.map(({ name, title }) => (
              <th key={name} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.toReversed().map((row) => (
            <tr key={row.at}>
              <th scope="row">{formats.clock(row.at)}</th>
              {figures.map(({ name, unit }) => {
                const value = row[name];
                return <td key={name}>{value == null ? <span title={t('notMeasured')}>–</span> : formats.figure(value, unit)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
