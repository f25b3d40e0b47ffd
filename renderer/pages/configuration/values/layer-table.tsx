import { useTranslations } from 'use-intl';
import type { ConfigEntry } from '#contract';
import plain from '../../../components/plain-table.module.css';
import classes from './entry-details.module.css';
import { layerWord } from './layer-word.ts';
import { useShownValue } from './use-shown-value.ts';

/** What every layer says, lowest first; the last one counts. */
export function LayerTable({ entry }: { entry: ConfigEntry }) {
  const t = useTranslations('configuration');
  const show = useShownValue(entry);
  return (
    <table className={`${plain.table} ${classes.table}`}>
      <thead>
        <tr>
          <th scope="col">{t('layer')}</th>
          <th scope="col">{t('value')}</th>
          <th scope="col">{t('place')}</th>
        </tr>
      </thead>
      <tbody>
        {entry.layers.map(({ layer, place, value }, index) => {
          const isLast = index === entry.layers.length - 1;
          return (
            <tr key={`${layer} ${place}`} data-counts={isLast || undefined}>
              <td>{t(`layers.${layerWord(layer)}`)}</td>
              <td>
                {show(value)}
                {isLast ? <span className={classes.quiet}> · {t('counts')}</span> : null}
              </td>
              <td className={classes.mono} dir="ltr">
                {place ?? '–'}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
