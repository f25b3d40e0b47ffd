import { useTranslations } from 'use-intl';
import type { Setup, SetupChoices } from '#contract';
import classes from './setup-page.module.css';
import type { StepProps } from './step-props.ts';

const steps = ['place', 'credentials', 'services'] as const;

/** The three steps, where one is, and the way back to those before. */
export function Steps({
  current,
  place,
  onGoTo,
}: {
  current: Exclude<Setup['step'], 'running' | 'done'>;
  place: SetupChoices['place'];
  onGoTo: StepProps['goTo'];
}) {
  const t = useTranslations('setup');
  const at = steps.indexOf(current);
  return (
    <nav aria-label={t('steps')}>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step} aria-current={step === current ? 'step' : undefined} className={classes.mark}>
            <span className={classes.number} aria-hidden="true">
              {index + 1}
            </span>
            {index < at && !(step === 'credentials' && place === 'embedded') ? (
              <button type="button" className={classes.back} onClick={() => onGoTo(step)}>
                {t(`names.${step}`)}
              </button>
            ) : (
              <span>
                {t(`names.${step}`)}
                {step === 'credentials' && place === 'embedded' ? <span className={classes.quiet}> {t('notNeeded')}</span> : null}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
