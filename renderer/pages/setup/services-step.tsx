import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { useRunSetup } from '../../api/use-setup.ts';
import { useTasks } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { Card } from '../../components/card.tsx';
import { CommandLine } from '../../components/command-line.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { toError } from '../../components/to-error.ts';
import { Choice } from './choice.tsx';
import classes from './setup-page.module.css';
import type { StepProps } from './step-props.ts';

/** What is to start, where the documents are kept then, and the button that carries it all out. */
export function ServicesStep({ setup, choices, choose, goTo, isSaving }: StepProps) {
  const t = useTranslations('setup');
  const run = useRunSetup();
  const { data } = useTasks();
  const last = data?.tasks.find(({ id }) => id === setup.task);
  const isEmbedded = choices.place === 'embedded';
  const blocking = setup.plan?.problems.some((problem) => problem.is_blocking) ?? false;
  const cannot = !isEmbedded && (setup.plan === null || blocking || choices.profiles.length === 0);
  const toggle = (name: string, isChosen: boolean) =>
    choose({
      profiles: setup.profiles
        .map((profile) => profile.name)
        .filter((each) => (each === name ? isChosen : choices.profiles.includes(each))),
    });
  return (
    <>
      {last?.state === 'failed' && last.error !== undefined ? <ErrorBox error={toError(last.error)} title={t('broke')} /> : null}
      {run.error === null ? null : <ErrorBox error={run.error} title={t('notBegun')} />}
      <Card title={t('names.services')}>
        <div className={classes.body}>
          {isEmbedded ? (
            <p>{t('nothingStarts')}</p>
          ) : (
            <>
              <fieldset className={classes.choices}>
                <legend>{t('profilesQuestion')}</legend>
                <div className={classes.profiles}>
                  {setup.profiles.map(({ name, services }) => (
                    <Choice
                      key={name}
                      kind="checkbox"
                      name={name}
                      title={name}
                      isChosen={choices.profiles.includes(name)}
                      onChoose={(isChosen) => toggle(name, isChosen)}
                    >
                      {services.join(', ')}
                    </Choice>
                  ))}
                </div>
              </fieldset>
              <fieldset className={classes.choices}>
                <legend>{t('storageQuestion')}</legend>
                <div className={classes.profiles}>
                  <Choice
                    kind="radio"
                    name="storage"
                    title={t('storageEmbedded')}
                    isChosen={choices.storage === 'embedded'}
                    onChoose={() => choose({ storage: 'embedded' })}
                  >
                    {t('storageEmbeddedMeans')}
                  </Choice>
                  <Choice
                    kind="radio"
                    name="storage"
                    title={t('storageStack')}
                    isChosen={choices.storage === 'stack'}
                    onChoose={() => choose({ storage: 'stack' })}
                  >
                    {t('storageStackMeans')}
                  </Choice>
                </div>
              </fieldset>
            </>
          )}
          <CommandLine command={commands.setup(choices)} />
          <div className={classes.buttons}>
            <Button variant="default" disabled={isSaving} onClick={() => goTo(isEmbedded ? 'place' : 'credentials')}>
              {t('back')}
            </Button>
            <Button disabled={isSaving || cannot || run.isPending} onClick={() => run.mutate()}>
              {last?.state === 'failed' ? t('again') : isEmbedded ? t('finish') : t('begin')}
            </Button>
          </div>
          {!isEmbedded && blocking ? <p className={classes.quiet}>{t('blocked')}</p> : null}
          {!isEmbedded && choices.profiles.length === 0 ? <p className={classes.quiet}>{t('noneChosen')}</p> : null}
        </div>
      </Card>
    </>
  );
}
