import type { ReactNode } from 'react';
import { CommandLine } from './command-line.tsx';
import classes from './dialog-foot.module.css';

/** The end of a dialog: the command that does the same, and the buttons. */
export function DialogFoot({ command, children }: { command?: string; children: ReactNode }) {
  return (
    <div className={classes.foot}>
      {command === undefined ? null : <CommandLine command={command} />}
      <div className={classes.buttons}>{children}</div>
    </div>
  );
}
