import { type Cause, linesLike, startAgain } from '../evidence.ts';

const words =
  /failed to (open|load) (gguf|model)|error loading model|model file .*(not found|does not exist)|unable to load model|no such file or directory.*\.gguf|\.gguf.*no such file/i;

/** The language model it should serve is not where it looks. */
export const modelMissing: Cause = {
  cause: 'model-missing',
  title: 'The model file is missing or not readable',
  find(evidence) {
    const { service } = evidence;
    const lines = linesLike(evidence, words);
    const file = [...(service.command ?? []), ...Object.values(service.environment), ...lines].join(' ').match(/[\w./-]+\.gguf/)?.[0];
    if (lines.length === 0) return undefined;
    const mount = service.mounts.find(({ target }) => file?.startsWith(target));
    const onHost =
      mount !== undefined && mount.kind === 'bind' && file !== undefined ? `${mount.source}${file.slice(mount.target.length)}` : undefined;
    return {
      message: `${service.name} cannot open its model${file === undefined ? '' : ` ${file}`}.`,
      evidence: [...lines, ...(onHost === undefined ? [] : [`on this computer that is ${onHost}`])],
      fix: `Put a GGUF model file ${onHost === undefined ? 'into the mounted models folder' : `at ${onHost}`}, or name the one you have in stack.env (LLAMA_MODEL); then start it again.`,
      actions: [startAgain(service.name)],
    };
  },
};
