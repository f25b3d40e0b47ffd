import { useTranslations } from 'use-intl';
import type { Output } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';

/** How many were found, and where the time went. */
export function Timings({ count, timings }: { count: number; timings: Output<'search.vector'>['timings'] }) {
  const t = useTranslations('search');
  const formats = useFormats();
  const ms = (value: number) => formats.duration(value / 1000);
  return (
    <span>
      {t('timings', {
        count,
        total: ms(timings.total_ms),
        embed: ms(timings.embed_ms),
        search: ms(timings.search_ms),
        highlight: ms(timings.highlight_ms),
      })}
    </span>
  );
}
