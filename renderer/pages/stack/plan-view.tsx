import { useTranslations } from 'use-intl';
import type { Plan } from '#contract';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './dialog.module.css';

/** What stands in the way, what would be done and why, and whether the memory is enough. */
export function PlanView({ plan }: { plan: Plan }) {
  const t = useTranslations('stack');
  const formats = useFormats();
  const problems = [...plan.problems].sort((one, other) => Number(other.is_blocking) - Number(one.is_blocking));
  const steps = plan.steps.filter(({ action }) => action !== 'wait');
  return (
    <>
      {problems.length === 0 ? null : (
        <ul className={classes.problems} aria-label={t('problems')}>
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.message}`} className={classes.problem} data-blocking={problem.is_blocking || undefined}>
              <p>{problem.message}</p>
              {problem.fix === undefined ? null : (
                <p>
                  <strong>{t('fix')}</strong> {problem.fix}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <section className={classes.steps} tabIndex={0} aria-label={t('steps')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('step')}</th>
              <th scope="col">{t('what')}</th>
              <th scope="col">{t('because')}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={`${step.action} ${step.subject}`}>
                <td>{t(`actions.${step.action}`)}</td>
                <td>{step.subject}</td>
                <td>
                  {step.reason}
                  {step.after.length === 0 ? null : (
                    <span className={classes.quiet}> · {t('after', { names: step.after.join(', ') })}</span>
                  )}
                  {step.destroys === null ? null : <span className={classes.quiet}> · {t('destroys', { what: step.destroys })}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {plan.memory === null ? null : (
        <p className={classes.quiet}>
          {t('memoryFit', {
            needed: formats.bytes(plan.memory.needed_bytes),
            limit: formats.bytes(plan.memory.limit_bytes),
            has: plan.memory.available_bytes === null ? t('notKnown') : formats.bytes(plan.memory.available_bytes),
          })}
        </p>
      )}
    </>
  );
}
