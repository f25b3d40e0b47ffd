import { useTranslations } from 'use-intl';
import classes from './command-line.module.css';
import { CopyTextButton } from './copy-text-button.tsx';

/** The command that does the same as the button beside it. */
export function CommandLine({ command }: { command: string }) {
  const t = useTranslations('general');
  return (
    <div className={classes.line}>
      <code className={classes.code} dir="ltr">
        {command}
      </code>
      <CopyTextButton text={command} label={t('copyCommand')} />
    </div>
  );
}
