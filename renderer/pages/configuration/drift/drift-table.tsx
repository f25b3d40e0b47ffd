import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { ConfigDrift } from '#contract';
import { configPath } from '../config-path.ts';
import classes from './drift.module.css';

/** Each value that differs, by service, with both values and what makes them equal. */
export function DriftTable({ drift }: { drift: readonly ConfigDrift[] }) {
  const t = useTranslations('configuration');
  if (drift.length === 0) return null;
  const sorted = [...drift].sort(
    (one, other) => (one.service ?? '').localeCompare(other.service ?? '') || one.key.localeCompare(other.key),
  );
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('service')}</th>
          <th scope="col">{t('key')}</th>
          <th scope="col">{t('expected')}</th>
          <th scope="col">{t('actual')}</th>
          <th scope="col">{t('whereFrom')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ key, service, where, expected, actual, detail }, index) => (
          <tr key={`${service} ${where} ${key}`}>
            <th scope="row">
              {sorted[index - 1]?.service === service && index > 0 ? '' : (service ?? t('host'))}
              <span className={classes.where}>{t(`wheres.${where}`)}</span>
            </th>
            <td className={classes.mono}>
              <Link href={configPath('values', { document: key.includes('.') ? 'settings' : 'variables', key })}>{key}</Link>
            </td>
            <td className={classes.mono}>{expected}</td>
            <td className={classes.mono}>
              <strong>{actual}</strong>
            </td>
            <td>{detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
