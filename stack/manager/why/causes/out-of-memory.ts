import { describeBytes } from '../../describe-bytes.ts';
import { type Cause, callAction, linesLike, startAgain } from '../evidence.ts';

const words = /out of memory|cannot allocate memory|std::bad_alloc|OOM command not allowed|ENOMEM/i;
const limitStep = 16 * 1024 * 1024;

/** The kernel killed it, or it could not get memory, because its limit is too low. */
export const outOfMemory: Cause = {
  cause: 'out-of-memory',
  title: 'It needs more memory than its limit',
  find(evidence) {
    const { service, container } = evidence;
    const lines = linesLike(evidence, words);
    const isKilled = container?.isOutOfMemory ?? false;
    if (!isKilled && lines.length === 0) return undefined;
    const limit = container?.limits.memoryBytes ?? service.limits.memoryBytes;
    const more = limit === undefined ? undefined : Math.ceil((limit * 2) / limitStep) * limitStep;
    const hasKnob = service.limits.knobs.memoryBytes !== undefined;
    return {
      message: `${service.name} ${isKilled ? 'was killed by the kernel' : 'could not get memory'}${limit === undefined ? '' : `: its limit is ${describeBytes(limit)}`}.`,
      evidence: [
        ...(isKilled ? ['the engine reports OOMKilled'] : []),
        ...(container?.exitCode === undefined ? [] : [`exit code ${container.exitCode}`]),
        ...lines,
      ],
      fix:
        more === undefined
          ? 'Free memory on this computer, or let the service use less.'
          : `Raise its limit, for example to ${describeBytes(more)}, and start it again; or let it use less.`,
      actions:
        more === undefined || !hasKnob
          ? [startAgain(service.name)]
          : [
              callAction(`Raise the limit to ${describeBytes(more)}`, {
                operation: 'stack.set-limits',
                input: { name: service.name, memory_bytes: more },
                command: `limits ${service.name} --memory ${more}`,
              }),
              startAgain(service.name),
            ],
    };
  },
};
