import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import type { Setup, SetupStep, State, Task } from '#contract';
import { useStack } from '../../api/use-stack.ts';
import { useCancelTask, useTasks } from '../../api/use-tasks.ts';
import { commands } from '../../commands.ts';
import { Card } from '../../components/card.tsx';
import { CopyTextButton } from '../../components/copy-text-button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { StateMark } from '../../components/state-mark.tsx';
import { TaskProgress } from '../../components/task-progress.tsx';
import { servicePath } from '../../service-path.ts';
import classes from './setup-page.module.css';

const marks: Record<SetupStep['state'], State> = { waiting: 'stopped', running: 'starting', done: 'ok', failed: 'down' };

/** The work as it goes: each piece with its progress, and each service on its way to healthy. */
export function RunView({ setup }: { setup: Setup }) {
  const t = useTranslations('setup');
  const general = useTranslations('general');
  const { data } = useTasks();
  const cancel = useCancelTask();
  const find = (id: string | null) => data?.tasks.find((task) => task.id === id);
  const task = find(setup.task);
  const done = setup.steps.filter(({ state }) => state === 'done').length;
  return (
    <Card
      title={t('running', { done, total: setup.steps.length })}
      aside={
        task === undefined ? null : (
          <>
            <CopyTextButton text={commands.cancelTask(task.id)} label={general('copyCommand')} />
            <Button
              variant="default"
              leftSection={<IconX size={16} />}
              disabled={task.state === 'cancelling' || cancel.isPending}
              onClick={() => cancel.mutate(task.id)}
            >
              {t('cancel')}
            </Button>
          </>
        )
      }
    >
      <div className={classes.body}>
        <p className={classes.quiet}>{t('leaveIt')}</p>
        {cancel.error === null ? null : <ErrorBox error={cancel.error} title={t('notCancelled')} />}
        <ol className={classes.works} aria-label={t('works')}>
          {setup.steps.map((step) => (
            <Work key={step.work} step={step} task={find(step.task)} services={setup.plan?.services ?? []} />
          ))}
        </ol>
      </div>
    </Card>
  );
}

function Work({ step, task, services }: { step: SetupStep; task: Task | undefined; services: readonly string[] }) {
  const t = useTranslations('setup');
  return (
    <li className={classes.work}>
      <StateMark state={marks[step.state]} word={t(`states.${step.state}`)} />
      <div className={classes.words}>
        <strong>{t(`workNames.${step.work}`)}</strong>
        {step.state === 'running' && task !== undefined ? <TaskProgress task={task} /> : null}
        {step.state === 'running' && step.work === 'services' ? <ServiceStates names={services} /> : null}
      </div>
    </li>
  );
}

function ServiceStates({ names }: { names: readonly string[] }) {
  const stack = useTranslations('stack');
  const { data } = useStack();
  const services = data?.services.filter(({ name }) => names.includes(name)) ?? [];
  return (
    <ul className={classes.services}>
      {services.map(({ name, state, phase, reason }) => (
        <li key={name}>
          <Link href={servicePath(name)}>{name}</Link>
          <StateMark state={state} word={stack(`phases.${phase}`)} />
          <span className={classes.quiet}>{reason}</span>
        </li>
      ))}
    </ul>
  );
}
