import type { Cause } from '../evidence.ts';

const words = /executable file not found|no such file or directory|permission denied: unknown|exec format error/i;

/** The container's own command cannot be run. */
export const commandMissing: Cause = {
  cause: 'command-not-runnable',
  title: 'Its command cannot be run',
  find({ service, container, failure, lines }) {
    if (container?.status === 'running') return undefined;
    const said = [failure, container?.error ?? '', ...lines.slice(-3).map(({ text }) => text)].find((text) => words.test(text));
    const isCode = container?.exitCode === 126 || container?.exitCode === 127;
    const isEngines = words.test(container?.error ?? '') || (words.test(failure) && /exec|mount|oci/i.test(failure));
    if (!isCode && !isEngines) return undefined;
    const isMount = /mount/i.test(failure) || /mount/i.test(container?.error ?? '');
    return {
      message: isMount
        ? `A file or folder ${service.name} mounts is not there.`
        : `The image ${service.image} cannot run ${[...(service.entrypoint ?? []), ...(service.command ?? [])][0] ?? 'its command'}.`,
      evidence: [
        ...(said === undefined ? [] : [said.trim().slice(0, 300)]),
        ...(container?.exitCode === undefined ? [] : [`exit code ${container.exitCode}`]),
      ],
      fix: isMount
        ? 'Make that file or folder, or correct the path in the compose file.'
        : 'Check command and entrypoint in the compose file, and that the image is made for this processor.',
    };
  },
};
