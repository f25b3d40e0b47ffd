import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { Card } from '../../components/card.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { useFormats } from '../../i18n/language-provider.tsx';
import { Choice } from './choice.tsx';
import classes from './setup-page.module.css';
import type { StepProps } from './step-props.ts';

/** What was found, and whether anything is to run in containers. */
export function PlaceStep({ setup, choices, choose, goTo, isSaving }: StepProps) {
  const t = useTranslations('setup');
  const formats = useFormats();
  const { engine } = setup;
  // Where nothing is to run in containers, an engine that is not there is no trouble.
  const mark = engine.state === 'down' && choices.place === 'embedded' ? 'stopped' : engine.state;
  const facts = [
    ...(engine.cpus === null ? [] : [t('cpus', { count: engine.cpus })]),
    ...(engine.memory_bytes === null ? [] : [t('memoryOf', { size: formats.bytes(engine.memory_bytes) })]),
  ];
  return (
    <Card title={t('placeQuestion')}>
      <div className={classes.body}>
        <div className={classes.found}>
          <p>
            <StateMark state={mark} isWordHidden /> {engine.reason}
            {facts.length === 0 ? '' : ` · ${facts.join(' · ')}`}
          </p>
          {engine.state === 'ok' && engine.chosen_because !== null ? (
            <p className={classes.quiet}>
              <code dir="ltr">{engine.socket}</code> · {engine.chosen_because}
            </p>
          ) : null}
          {engine.fix === undefined ? null : (
            <p>
              <strong>{t('fix')}</strong> {engine.fix}
            </p>
          )}
        </div>
        <fieldset className={classes.choices}>
          <legend className={classes.hidden}>{t('placeQuestion')}</legend>
          <Choice
            kind="radio"
            name="place"
            title={t('embedded')}
            isChosen={choices.place === 'embedded'}
            onChoose={() => choose({ place: 'embedded' })}
          >
            {t('embeddedMeans')}
          </Choice>
          <Choice
            kind="radio"
            name="place"
            title={t('stack')}
            isChosen={choices.place === 'stack'}
            onChoose={() => choose({ place: 'stack' })}
          >
            {engine.state === 'ok' ? t('stackMeans') : t('stackNeeds')}
          </Choice>
        </fieldset>
        <div className={classes.buttons}>
          {setup.done_at === null ? (
            <Button variant="default" disabled={isSaving} onClick={() => goTo('done')}>
              {t('notNow')}
            </Button>
          ) : null}
          <Button disabled={isSaving} onClick={() => goTo(choices.place === 'embedded' ? 'services' : 'credentials')}>
            {t('continue')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
