import type { ReactNode } from 'react';
import { CommandLine } from './command-line.tsx';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  icon: ReactNode;
  /** What will be here. */
  sentence: string;
  /** The button that makes it happen. */
  action?: ReactNode;
  /** The command that does the same. */
  command?: string;
}

export function EmptyState({ icon, sentence, action, command }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon} aria-hidden="true">
        {icon}
      </span>
      <p>{sentence}</p>
      <div className={classes.action}>{action}</div>
      {command === undefined ? null : <CommandLine command={command} />}
    </div>
  );
}
