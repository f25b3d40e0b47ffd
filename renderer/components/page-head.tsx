import type { ReactNode } from 'react';
import classes from './page-head.module.css';

/** Title of a page, what there is in one line, and what can be done. */
export function PageHead({ title, facts, children }: { title: string; facts?: ReactNode; children?: ReactNode }) {
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <h1>{title}</h1>
        <p className={classes.facts}>{facts}</p>
      </div>
      <div className={classes.actions}>{children}</div>
    </header>
  );
}
