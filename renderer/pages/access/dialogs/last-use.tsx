import { useTranslations } from 'use-intl';
import type { Token } from '#contract';
import { TimeAgo } from '../../../components/time-ago.tsx';

/** Whether something still lives by the token. */
export function LastUse({ token: { last_used_at: at, requests } }: { token: Token }) {
  const t = useTranslations('access');
  if (at === null) return <p>{t('neverUsed')}</p>;
  return (
    <p>
      {t('usedLast')} <TimeAgo at={at} />. {t('usedSoFar', { count: requests })}
    </p>
  );
}
