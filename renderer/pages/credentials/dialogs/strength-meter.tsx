import { useTranslations } from 'use-intl';
import type { GantryError, Strength } from '#contract';
import classes from './dialogs.module.css';

interface StrengthMeterProps {
  /** Whether there is a value to judge. */
  isAsked: boolean;
  strength: Strength | undefined;
  error: GantryError | undefined;
}

const steps = [0, 1, 2, 3] as const;

/** How strong a value is, by word first; the bars say the same. */
export function StrengthMeter({ isAsked, strength, error }: StrengthMeterProps) {
  const t = useTranslations('credentials');
  const score = strength === undefined ? undefined : (String(strength.score) as '0' | '1' | '2' | '3' | '4');
  return (
    <div className={classes.meter} data-weak={(strength !== undefined && !strength.is_strong_enough) || undefined}>
      <div className={classes.bars} aria-hidden="true">
        {steps.map((step) => (
          <span key={step} data-on={(strength !== undefined && strength.score > step) || undefined} />
        ))}
      </div>
      <div className={classes.words} aria-live="polite">
        {!isAsked ? (
          <span>{t('strengthNone')}</span>
        ) : error !== undefined ? (
          <span>{error.message}</span>
        ) : score === undefined ? (
          <span>{t('strengthAsking')}</span>
        ) : (
          <strong>{t(`scores.${score}`)}</strong>
        )}
        {isAsked && strength !== undefined
          ? [strength.problem, ...strength.suggestions].map((text) => (text === null ? null : <span key={text}>{text}</span>))
          : null}
      </div>
    </div>
  );
}
