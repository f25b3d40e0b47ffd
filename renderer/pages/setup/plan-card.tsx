import { useTranslations } from 'use-intl';
import type { Setup, SetupChoices, SetupPlan } from '#contract';
import { Card } from '../../components/card.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import classes from './setup-page.module.css';

/** What the choices take in memory, disk and time: only what was measured or is written down. */
export function PlanCard({ setup, choices, isOld }: { setup: Setup; choices: SetupChoices; isOld: boolean }) {
  const t = useTranslations('setup');
  return (
    <Card title={t('plan')} aside={isOld ? t('planning') : null}>
      <div className={classes.plan} aria-live="polite" data-old={isOld || undefined}>
        {choices.place === 'embedded' ? (
          <p>{t('planEmbedded')}</p>
        ) : setup.plan === null ? (
          <p>{choices.profiles.length === 0 ? t('noneChosen') : setup.engine.state === 'ok' ? t('noPlan') : t('planNeedsEngine')}</p>
        ) : (
          <Figures plan={setup.plan} />
        )}
      </div>
    </Card>
  );
}

function Figures({ plan }: { plan: SetupPlan }) {
  const t = useTranslations('setup');
  const formats = useFormats();
  const { memory, images, download } = plan;
  const here = images.filter(({ is_present: isPresent }) => isPresent);
  const missing = images.length - here.length;
  const hereBytes = here.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const problems = [...plan.problems].sort((one, other) => Number(other.is_blocking) - Number(one.is_blocking));
  return (
    <>
      <dl className={classes.figures}>
        <dt>{t('memory')}</dt>
        <dd>
          {memory.available_bytes === null
            ? t('needs', { needed: formats.bytes(memory.needed_bytes) })
            : t('needsOf', { needed: formats.bytes(memory.needed_bytes), has: formats.bytes(memory.available_bytes) })}
          <span className={classes.quiet}>{t('atMost', { limit: formats.bytes(memory.limit_bytes) })}</span>
        </dd>
        <dt>{t('images')}</dt>
        <dd>
          {t('imagesHere', { here: here.length, missing })}
          <span className={classes.quiet}>
            {here.length === 0 ? '' : t('onDisk', { size: formats.bytes(hereBytes) })}
            {missing === 0 ? '' : ` ${describeDownload(download)}`}
          </span>
        </dd>
        <dt>{t('disk')}</dt>
        <dd>{plan.disk_free_bytes === null ? t('diskUnknown') : t('diskFree', { size: formats.bytes(plan.disk_free_bytes) })}</dd>
        <dt>{t('time')}</dt>
        <dd>
          {plan.start_seconds === 0 && plan.start_seconds_most === 0 ? (
            t('runsAlready')
          ) : (
            <>
              {plan.start_seconds === null ? t('neverStarted') : t('usually', { duration: formats.duration(plan.start_seconds) })}
              {plan.start_seconds_most === 0 ? null : (
                <span className={classes.quiet}>{t('notLonger', { duration: formats.duration(plan.start_seconds_most) })}</span>
              )}
            </>
          )}
        </dd>
        <dt>{t('services')}</dt>
        <dd>{plan.services.join(', ')}</dd>
      </dl>
      {problems.length === 0 ? null : (
        <ul className={classes.problems} aria-label={t('problems')}>
          {problems.map((problem) => (
            <li key={`${problem.code} ${problem.message}`} data-blocking={problem.is_blocking || undefined}>
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
    </>
  );

  function describeDownload({ known_bytes: known, unknown_images: unknown, seconds }: SetupPlan['download']): string {
    return [
      ...(known > 0 ? [t('pullKnown', { size: formats.bytes(known) })] : []),
      ...(unknown > 0 ? [t('pullUnknown', { count: unknown })] : []),
      ...(seconds === null || seconds === 0 ? [] : [t('pullTime', { duration: formats.duration(seconds) })]),
    ].join(' ');
  }
}
