import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { type Credential, isTaskOver, type Task } from '#contract';
import { commands } from '../../commands.ts';
import { StateMark } from '../../components/state-mark.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { servicePath } from '../../service-path.ts';
import type { CredentialAction } from './credential-action.ts';
import { CredentialActions } from './credential-actions.tsx';
import { CredentialDetail } from './credential-detail.tsx';
import { markOfCredential, restartedBy } from './credential-order.ts';
import classes from './credential-table.module.css';
import { useReveal } from './use-reveal.ts';

interface CredentialRowProps {
  credential: Credential;
  /** What changes it now, or the last change if that failed. */
  task: Task | undefined;
  hindrance: string | undefined;
  onAction: (action: CredentialAction) => void;
}

/** One secret: what it is for, how it is and why, who has it, and what can be done. */
export function CredentialRow({ credential, task, hindrance, onAction }: CredentialRowProps) {
  const t = useTranslations('credentials');
  const reveal = useReveal(credential.name);
  const { name, title, description, owner, used_by: users, state, reason, fix, strength, changed_at: changedAt } = credential;
  // Where the fix is the command of the button beside it, the button says it.
  const isFixShown = fix !== null && (state === 'refused' || state === 'unknown') && !fix.includes(commands.repairCredential(name));
  const isBusy = task !== undefined && !isTaskOver(task.state);
  const restarted = restartedBy([credential]);
  const others = users.filter((user) => user !== owner);
  return (
    <tbody className={classes.secret} data-state={state}>
      <tr>
        <th scope="row" className={classes.name} title={description}>
          <span>{title}</span>
          {title === name ? null : <code dir="ltr">{name}</code>}
        </th>
        <td className={classes.state}>
          {isBusy ? (
            <StateMark state="starting" word={t('changing')} />
          ) : (
            <StateMark state={markOfCredential[state]} word={t(`states.${state}`)} />
          )}
          <span className={classes.quiet}>
            {reason}
            {isFixShown && !/[.!?]$/.test(reason) ? '.' : ''}
            {isFixShown ? ` ${fix}` : ''}
          </span>
        </td>
        <td className={classes.users}>
          {owner === null ? <span>{t('ownApi')}</span> : <ServiceLink name={owner} />}
          {others.length === 0 ? null : (
            <span className={classes.quiet}>
              {t('alsoFor')}{' '}
              {others.map((user, index) => (
                <span key={user}>
                  {index === 0 ? '' : ', '}
                  <ServiceLink name={user} />
                </span>
              ))}
            </span>
          )}
        </td>
        <td data-strength={strength} className={classes.strength}>
          {strength === 'unknown' ? '–' : t(`strength.${strength}`)}
        </td>
        <td className={classes.changed}>{changedAt === null ? '–' : <TimeAgo at={changedAt} />}</td>
        <td className={classes.rotation} title={restarted.join(', ')}>
          {restarted.length === 0 ? t('live') : t('restarts', { count: restarted.length, name: restarted[0] ?? '' })}
        </td>
        <td>
          <CredentialActions credential={credential} isBusy={isBusy} hindrance={hindrance} reveal={reveal} onAction={onAction} />
        </td>
      </tr>
      <CredentialDetail credential={credential} task={task} reveal={reveal} columns={7} />
    </tbody>
  );
}

function ServiceLink({ name }: { name: string }) {
  return <Link href={servicePath(name)}>{name}</Link>;
}
