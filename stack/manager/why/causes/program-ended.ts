import { exitMeaning } from '../../state/exit-meaning.ts';
import { type Cause, startAgain } from '../evidence.ts';

/** Its program ended; used where nothing more precise is known. */
export const programEnded: Cause = {
  cause: 'program-ended',
  title: 'Its program ended',
  find({ service, container, lines }) {
    if (container?.exitCode === undefined || container.status === 'running') return undefined;
    const last = lines.slice(-3).map(({ text }) => text.trim().slice(0, 300));
    return {
      message: `${service.name} ended with exit code ${container.exitCode}: ${exitMeaning(container.exitCode, container.isOutOfMemory)}.`,
      evidence: last.length === 0 ? ['it wrote no line'] : last,
      fix: 'Its last lines say what it was doing; correct that and start it again.',
      actions: [startAgain(service.name)],
    };
  },
};
