import { useEffect, useState } from 'react';
import { useRevealCredential } from '../../api/use-credentials.ts';

/** A revealed value is masked again by itself: screens are left and shared. */
export const shownMs = 30_000;
const copiedMs = 2000;

/** One secret shown in place for a while, or copied without being shown. */
export function useReveal(name: string) {
  const { mutate, isPending, error, reset } = useRevealCredential();
  const [shown, setShown] = useState<{ value: string; until: number }>();
  const [copied, setCopied] = useState<'yes' | 'refused'>();
  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(() => setShown(undefined), shown.until - Date.now());
    return () => clearTimeout(timer);
  }, [shown]);
  useEffect(() => {
    if (copied !== 'yes') return;
    const timer = setTimeout(() => setCopied(undefined), copiedMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return {
    shown,
    copied,
    error,
    toggle() {
      if (isPending) return;
      if (shown !== undefined) setShown(undefined);
      else mutate({ name, take: (value) => setShown({ value, until: Date.now() + shownMs }) });
    },
    copy() {
      if (isPending) return;
      reset();
      const take = (value: string) =>
        navigator.clipboard.writeText(value).then(
          () => setCopied('yes'),
          () => setCopied('refused'),
        );
      mutate({ name, take });
    },
  };
}
