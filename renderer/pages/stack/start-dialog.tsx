import { Button, Modal } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { usePlan, useStackCalls } from '../../api/use-stack.ts';
import { useBeginTask } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { DialogFoot } from '../../components/dialog-foot.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { useFocusWhen } from '../../components/use-focus-when.ts';
import type { ChangeSelection } from './change-selection.ts';
import classes from './dialog.module.css';
import { PlanView } from './plan-view.tsx';

/** The plan of a start, and the button that begins it. */
export function StartDialog({ selection, onClose }: { selection: ChangeSelection; onClose: () => void }) {
  const t = useTranslations('stack');
  const general = useTranslations('general');
  const named = { profiles: [...selection.profiles], services: [...selection.services] };
  const { data: plan, error, isFetching, refetch } = usePlan({ verb: 'up', ...named });
  const change = useBeginTask();
  const calls = useStackCalls();
  const blocking = plan?.problems.filter(({ is_blocking: isBlocking }) => isBlocking).length ?? 0;
  const changes = plan?.steps.filter(({ action }) => action !== 'keep' && action !== 'wait').length ?? 0;
  const what = [...named.services, ...named.profiles].join(', ');
  const beginButton = useFocusWhen<HTMLButtonElement>(plan !== undefined && blocking === 0);
  const begin = () => change.mutate(() => calls.up(named), { onSuccess: onClose });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={what === '' ? t('startTitle') : t('startNamed', { name: what })}
      closeButtonProps={{ 'aria-label': general('close') }}
    >
      <div className={classes.body}>
        {error === null ? null : <ErrorBox error={error} title={t('planFailed')} onRetry={() => void refetch()} />}
        {plan === undefined ? error === null ? <p>{t('planning')}</p> : null : <PlanView plan={plan} />}
        {change.error === null ? null : <ErrorBox error={change.error} title={t('startFailed')} />}
        <DialogFoot command={commands.up(named)}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          {blocking === 0 ? null : (
            <Button variant="default" disabled={isFetching} onClick={() => void refetch()}>
              {t('planAgain')}
            </Button>
          )}
          <Button data-autofocus ref={beginButton} disabled={plan === undefined || blocking > 0 || change.isPending} onClick={begin}>
            {changes === 0 && plan !== undefined ? t('startAnyway') : t('begin', { count: changes })}
          </Button>
        </DialogFoot>
      </div>
    </Modal>
  );
}
