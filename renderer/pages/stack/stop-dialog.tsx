import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Stack } from '#contract';
import { usePlan, useStackCalls } from '../../api/use-stack.ts';
import { useBeginTask } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { useFocusWhen } from '../../components/use-focus-when.ts';
import type { ChangeSelection } from './change-selection.ts';
import classes from './dialog.module.css';
import { PlanView } from './plan-view.tsx';

/** Names what is stopped. Volumes stay, unless each is ticked and the project's name is typed. */
export function StopDialog({ selection, stack, onClose }: { selection: ChangeSelection; stack: Stack; onClose: () => void }) {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const [volumes, setVolumes] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const isAll = selection.profiles.length === 0 && selection.services.length === 0;
  const request = { profiles: [...selection.profiles], services: [...selection.services], volumes };
  const { data: plan, error, refetch } = usePlan({ verb: 'down', ...request });
  const change = useBeginTask();
  const calls = useStackCalls();
  const mayBegin = plan !== undefined && !change.isPending && (volumes.length === 0 || typed === stack.project);
  const stopButton = useFocusWhen<HTMLButtonElement>(plan !== undefined);
  const what = [...request.services, ...request.profiles].join(', ');
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={what === '' ? t('stopTitle') : t('stopNamed', { name: what })}
      closeButtonProps={{ 'aria-label': general('close') }}
    >
      <div className={classes.body}>
        {error === null ? null : <ErrorBox error={error} title={t('planFailed')} onRetry={() => void refetch()} />}
        {plan === undefined ? null : <PlanView plan={plan} />}
        {isAll && stack.volumes.length > 0 ? (
          <details>
            <summary>{t('volumesToo')}</summary>
            <div className={classes.volumes}>
              {stack.volumes.map((volume) => (
                <Checkbox
                  key={volume}
                  label={volume}
                  checked={volumes.includes(volume)}
                  onChange={({ currentTarget: { checked } }) =>
                    setVolumes((before) => (checked ? [...before, volume] : before.filter((each) => each !== volume)))
                  }
                />
              ))}
            </div>
          </details>
        ) : (
          <p className={classes.quiet}>{t('volumesStay')}</p>
        )}
        {volumes.length === 0 ? null : (
          <div className={classes.danger}>
            <p>{t('volumesGone', { names: volumes.join(', ') })}</p>
            <TextInput
              label={t('typeProject', { project: stack.project })}
              value={typed}
              onChange={({ currentTarget: { value } }) => setTyped(value)}
            />
          </div>
        )}
        {change.error === null ? null : <ErrorBox error={change.error} title={t('stopFailed')} />}
        <DialogFoot command={commands.down(request)}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            data-autofocus
            ref={stopButton}
            {...(volumes.length > 0 ? { color: 'red' } : {})}
            disabled={!mayBegin}
            onClick={() => change.mutate(() => calls.down(request), { onSuccess: onClose })}
          >
            {volumes.length > 0 ? t('stopAndDelete', { count: volumes.length }) : t('stop')}
          </Button>
        </DialogFoot>
      </div>
    </Modal>
  );
}
