import { useTranslations } from 'use-intl';
import { useNow } from '../../components/use-now.ts';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './token-table.module.css';

/** From here on an expiry is worth a look. */
const soonMs = 7 * 24 * 60 * 60 * 1000;

/** When something ends: how long still, with the exact time on hover; said louder when that is soon or over, unless it is calm. */
export function TimeUntil({ at, isOver, isCalm = false }: { at: string | null; isOver: boolean; isCalm?: boolean }) {
  const t = useTranslations('access');
  const formats = useFormats();
  const now = useNow(5000);
  if (at === null) return <span className={classes.quiet}>{t('never')}</span>;
  const time = Date.parse(at);
  const isEnded = isOver || time <= now;
  return (
    <time
      dateTime={at}
      title={formats.dateTime(time)}
      className={classes.until}
      data-near={(!isCalm && (isEnded || time - now < soonMs)) || undefined}
    >
      {isEnded ? t('expired') : t('inTime', { duration: formats.duration(Math.round((time - now) / 1000)) })}
    </time>
  );
}
