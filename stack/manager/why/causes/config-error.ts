import { type Cause, linesLike, startAgain } from '../evidence.ts';

const words =
  /(invalid|unknown|unrecogni[sz]ed|bad|unsupported) (configuration|config|directive|parameter|option|argument|flag|value)|configuration (file )?.*(error|invalid|contains errors)|\[emerg\]|FATAL CONFIG|could not (load|parse) (the )?config|error: unrecognized|must specify|syntax error/i;

/** Its program says that its configuration is wrong. */
export const configError: Cause = {
  cause: 'configuration-refused',
  title: 'Its program refuses the configuration',
  find(evidence) {
    if (evidence.container?.status === 'running') return undefined;
    const lines = linesLike(evidence, words);
    if (lines.length === 0) return undefined;
    const changed = evidence.changes.filter(({ what }) => what === 'config' || what === 'image').map(({ detail }) => detail);
    return {
      message: `${evidence.service.name} ended because its configuration is wrong.`,
      evidence: [...lines, ...changed],
      fix:
        changed.length === 0 ? 'Correct the named setting, then start it again.' : 'Correct or undo what was changed, then start it again.',
      actions: [startAgain(evidence.service.name)],
    };
  },
};
