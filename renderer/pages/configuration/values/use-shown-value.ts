import { useTranslations } from 'use-intl';
import type { ConfigEntry } from '#contract';
import { useFormats } from '../../../i18n/language-provider.tsx';
import { formatValue } from './format-value.ts';

/** A value of this key in words: as a person reads it, or that it is hidden, not set or empty. */
export function useShownValue(entry: ConfigEntry): (value: unknown) => string {
  const t = useTranslations('configuration');
  const formats = useFormats();
  return (value) => {
    if (entry.is_secret) return t('hidden');
    if (value === null || value === undefined) return t('notSet');
    return value === '' ? t('emptyText') : formatValue(entry, value, formats);
  };
}
