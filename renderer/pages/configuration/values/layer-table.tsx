import { useTranslations } from 'use-intl';
import type { ConfigEntry } from '#contract';
import { useFormats } from '../../../i18n/language-provider.tsx';
import classes from './entry-details.module.css';
import { formatValue } from './format-value.ts';
import { layerWord } from './layer-word.ts';

/** What every layer says, lowest first; the last one counts. */
export function LayerTable({ entry }: { entry: ConfigEntry }) {
  const t = useTranslations('configuration');
  const formats = useFormats();
  return (
    <table className={classes.table}>
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
                {entry.is_secret ? t('hidden') : value === '' ? t('emptyText') : formatValue(entry, value, formats)}
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
