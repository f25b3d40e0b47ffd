import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Setup } from '#contract';
import { useSaveSetup, useSetup } from '../../api/use-setup.ts';
import { commands } from '../../commands.ts';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { toError } from '../../components/to-error.ts';
import { CredentialsStep } from './credentials-step.tsx';
import { DoneView } from './done-view.tsx';
import { PlaceStep } from './place-step.tsx';
import { PlanCard } from './plan-card.tsx';
import { RunView } from './run-view.tsx';
import { ServicesStep } from './services-step.tsx';
import classes from './setup-page.module.css';
import type { StepProps } from './step-props.ts';
import { Steps } from './steps.tsx';

const views = { place: PlaceStep, credentials: CredentialsStep, services: ServicesStep };

/** Three steps, then the work, then what to do next. Where it is, the host remembers: a reload or a crash loses nothing. */
export default function SetupPage() {
  const t = useTranslations('setup');
  const general = useTranslations('general');
  const { data: setup, error, refetch } = useSetup();
  const view = useFocusWhenGone(setup?.step);
  return (
    <div className={classes.page}>
      <PageHead title={t('title')} facts={setup === undefined ? null : t('facts', { environment: setup.environment })}>
        {setup === undefined ? null : <CopyTextButton text={commands.setup(setup.choices)} label={general('copyCommand')} />}
      </PageHead>
      {error === null ? null : <ErrorBox error={error} title={t('readFailed')} onRetry={() => void refetch()} />}
      {setup === undefined ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form; this is what has the focus when the step before is gone
        <div ref={view} tabIndex={-1} role="group" aria-label={t(`views.${setup.step}`)} className={classes.view}>
          {setup.step === 'running' ? (
            <RunView setup={setup} />
          ) : setup.step === 'done' ? (
            <DoneView setup={setup} />
          ) : (
            <StepsView setup={setup} step={setup.step} />
          )}
        </div>
      )}
    </div>
  );
}

/** Gives the focus to the view when what had it went with the step before. */
function useFocusWhenGone(step: Setup['step'] | undefined) {
  const view = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== undefined && before.current !== step && document.activeElement === document.body) view.current?.focus();
    before.current = step;
  }, [step]);
  return view;
}

function StepsView({ setup, step }: { setup: Setup; step: keyof typeof views }) {
  const t = useTranslations('setup');
  const { draft, error, isPending, save } = useSaveSetup();
  const { step: _, ...chosen } = draft;
  const choices = { ...setup.choices, ...definedOf(chosen) };
  const goTo: StepProps['goTo'] = (next) => save({ step: next });
  const View = views[step];
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <Steps current={step} place={choices.place} onGoTo={goTo} />
        {error === null ? null : <ErrorBox error={error} title={t('saveFailed')} />}
        {setup.problem === null || choices.place === 'embedded' ? null : (
          <ErrorBox error={toError(setup.problem)} title={t('planFailed')} />
        )}
        <View setup={setup} choices={choices} choose={save} goTo={goTo} isSaving={isPending} />
      </div>
      <div className={classes.aside}>
        <PlanCard setup={setup} choices={choices} isOld={isPending} />
      </div>
    </div>
  );
}

function definedOf<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
