import { useTranslations } from 'use-intl';
import { useFormats } from '../../../i18n/language-provider.tsx';
import type { BrokenRule } from './check-value.ts';

/** A broken rule as a sentence that says what the value must be. */
export function useRuleSentence(): (broken: BrokenRule) => string {
  const t = useTranslations('configuration.rules');
  const formats = useFormats();
  return (broken) => {
    switch (broken.rule) {
      case 'number':
      case 'length': {
        const numbers = { min: formats.count(broken.min), max: formats.count(broken.max) };
        const decimals = { min: formats.decimal(broken.min), max: formats.decimal(broken.max) };
        return broken.rule === 'length'
          ? t('length', { range: broken.range, ...numbers })
          : t('number', { kind: broken.kind, range: broken.range, ...(broken.kind === 'integer' ? numbers : decimals) });
      }
      case 'oneOf':
        return t('oneOf', { values: broken.values });
      case 'pattern':
        return t('pattern', { pattern: broken.pattern });
      default:
        return t(broken.rule);
    }
  };
}
