import { useFormats } from '../i18n/language-provider.tsx';
import { useNow } from './use-now.ts';

/** A time in words, with the exact one on hover. */
export function TimeAgo({ at }: { at: string }) {
  const formats = useFormats();
  const now = useNow(5000);
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={formats.dateTime(time)}>
      {formats.ago(time, now)}
    </time>
  );
}
