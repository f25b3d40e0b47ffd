import { type ReactNode, useId } from 'react';
import classes from './setup-page.module.css';

interface ChoiceProps {
  kind: 'radio' | 'checkbox';
  /** Of the group, for radios. */
  name: string;
  title: string;
  /** What it means. */
  children?: ReactNode;
  isChosen: boolean;
  onChoose(isChosen: boolean): void;
}

/** One of several to choose from, with what it means beside it. */
export function Choice({ kind, name, title, children, isChosen, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <label className={classes.choice} data-chosen={isChosen || undefined}>
      <input
        type={kind}
        name={name}
        checked={isChosen}
        aria-labelledby={`${id}-title`}
        aria-describedby={children === undefined ? undefined : `${id}-words`}
        onChange={({ currentTarget: { checked } }) => onChoose(checked)}
      />
      <span className={classes.words}>
        <span id={`${id}-title`} className={classes.choiceTitle}>
          {title}
        </span>
        {children === undefined ? null : (
          <span id={`${id}-words`} className={classes.quiet}>
            {children}
          </span>
        )}
      </span>
    </label>
  );
}
