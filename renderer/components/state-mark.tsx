import { useTranslations } from 'use-intl';
import type { State } from '#contract';
import classes from './state-mark.module.css';

const shapes: Record<State, React.ReactNode> = {
  ok: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  starting: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" />
    </>
  ),
  degraded: <path d="M6 0.8 11.6 11H0.4z" fill="currentColor" />,
  down: <rect x="1.2" y="1.2" width="9.6" height="9.6" fill="currentColor" />,
  stopped: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  unknown: (
    <path
      d="M3.2 3.6C3.4 1.9 4.6 1 6 1c1.7 0 2.8 1 2.8 2.4C8.8 5.4 6 5.4 6 7.6M6 9.6v1.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    />
  ),
};

interface StateMarkProps {
  state: State;
  /** A nearer word than that of the state, e.g. of a task. */
  word?: string;
  /** Leaves the word to screen readers, where a sentence beside it says it. */
  isWordHidden?: boolean;
}

/** State by shape, word and colour, so that no one of them has to be seen. */
export function StateMark({ state, word, isWordHidden = false }: StateMarkProps) {
  const t = useTranslations('state');
  return (
    <span className={classes.mark} data-state={state}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {shapes[state]}
      </svg>
      <span className={isWordHidden ? classes.hidden : undefined}>{word ?? t(state)}</span>
    </span>
  );
}
