import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

/** A framed region with a name. */
export function Card({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 id={id}>{title}</h2>
        <div className={classes.aside}>{aside}</div>
      </header>
      {children}
    </section>
  );
}
