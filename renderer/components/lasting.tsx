import { useFormats } from '../i18n/language-provider.tsx';
import { useNow } from './use-now.ts';

/** How long something has lasted that began at `at`, with the exact time on hover. */
export function Lasting({ at }: { at: string }) {
  const formats = useFormats();
  const now = useNow(5000);
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={formats.dateTime(time)}>
      {formats.duration(Math.max(0, Math.round((now - time) / 1000)))}
    </time>
  );
}
