import { useTranslations } from 'use-intl';
import type { Output, State } from '#contract';
import { StateMark } from '../../components/state-mark.tsx';

/** How the configuration is, in a sentence: the worst first. */
export function Facts({ config }: { config: Output<'config.read'> }) {
  const t = useTranslations('configuration');
  const { documents, missing, waits_for_restart: waiting } = config;
  const problems = documents.reduce((count, { problems: each }) => count + each.length, 0);
  const [state, words]: [State, string] =
    problems > 0
      ? ['down', t('facts.problems', { count: problems })]
      : missing.length > 0
        ? ['degraded', t('facts.missing', { count: missing.length })]
        : waiting.length > 0
          ? ['degraded', t('facts.waiting', { count: waiting.length })]
          : ['ok', t('facts.well')];
  return (
    <>
      <StateMark state={state} isWordHidden /> {words}
    </>
  );
}
