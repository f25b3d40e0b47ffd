import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useServiceConfig } from '../../../api/use-stack.ts';
import { Card } from '../../../components/card.tsx';
import { ErrorBox } from '../../../components/error-box.tsx';
import plain from '../../../components/plain-table.module.css';
import { servicePath } from '../../../service-path.ts';
import classes from './tabs.module.css';

/** The service as the files say it, with all variables filled in. Secrets are named, never shown. */
export function ConfigTab({ name }: { name: string }) {
  const t = useTranslations('stack');
  const { data, error, refetch } = useServiceConfig(name);
  return (
    <div className={classes.stack}>
      {error === null ? null : <ErrorBox error={error} title={t('configFailed')} onRetry={() => void refetch()} />}
      {data === undefined ? null : (
        <Card title={data.place} aside={t('secretsNamed')}>
          <div className={classes.body}>
            {data.needed_by.length === 0 ? null : (
              <p>
                {t('neededBy')}{' '}
                {data.needed_by.map((other, index) => (
                  <span key={other}>
                    {index === 0 ? '' : ', '}
                    <Link href={servicePath(other)}>{other}</Link>
                  </span>
                ))}
              </p>
            )}
            <table className={`${plain.table} ${classes.table}`}>
              <tbody>
                {Object.entries(data.config).map(([key, value]) => (
                  <tr key={key}>
                    <th scope="row">{key}</th>
                    <td className={classes.mono} dir="ltr">
                      <Value value={value} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
    </div>
  );
}

function Value({ value }: { value: unknown }) {
  if (Array.isArray(value)) return value.map((item) => <div key={String(item)}>{String(item)}</div>);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([key, item]) => (
      <div key={key}>{`${key}: ${typeof item === 'object' ? JSON.stringify(item) : String(item)}`}</div>
    ));
  return String(value);
}
