import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api-context.tsx';
import { Card } from '../../components/card.tsx';
import classes from './access-page.module.css';

const facts = ['loopback', 'headers', 'token', 'hashes', 'halves', 'containers'] as const;

/** What keeps others out, each in a sentence. */
export function ProtectionCard() {
  const t = useTranslations('access');
  const { bridge } = useApi();
  return (
    <Card
      title={t('protects')}
      aside={
        <>
          <span>{t('more', { file: 'docs/security.md' })}</span>
          {bridge === undefined ? (
            <a href="./docs" target="_blank" rel="noreferrer">
              {t('apiDocs')}
            </a>
          ) : null}
        </>
      }
    >
      <ul className={classes.facts}>
        {facts.map((fact) => (
          <li key={fact}>
            <strong>{t(`guards.${fact}.what`)}</strong>
            <span>{t(`guards.${fact}.how`)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
