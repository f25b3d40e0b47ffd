import { type Cause, linesLike, startAgain } from '../evidence.ts';

const words = /password authentication failed|WRONGPASS|invalid username-password pair|NOAUTH|authentication (failed|required)|28P01/i;
const isDatabase = /postgres|pgvector|redis|valkey|mysql|mariadb|mongo/i;

/** The password given now is not the one its volume was initialised with. */
export const wrongPassword: Cause = {
  cause: 'wrong-password-for-volume',
  title: 'The password does not match the data in the volume',
  find(evidence) {
    const { service, probes, changes } = evidence;
    const failed = probes.filter(({ exit_code, output }) => exit_code !== 0 && words.test(output));
    const lines = linesLike(evidence, words);
    if (failed.length === 0 && lines.length === 0) return undefined;
    if (evidence.state === 'ok') return undefined;
    const volume = service.mounts.find(({ kind }) => kind === 'volume')?.source;
    const isVolume = isDatabase.test(service.image) && volume !== undefined;
    const wasChanged = changes.some(({ what }) => what === 'credentials');
    return {
      message: isVolume
        ? `${service.name} refuses the password it is given now. Its volume ${volume} was initialised with another one, and a database reads the password only when it makes its files.`
        : `${service.name} is refused: the password or token it uses is not the right one.`,
      evidence: [
        ...failed.slice(0, 2).map(({ output }) => output.trim().split('\n').at(-1)?.slice(0, 300) ?? ''),
        ...lines,
        ...(wasChanged ? ['the secret was changed since the service was last healthy'] : []),
      ],
      fix: isVolume
        ? 'Put the former password back into the secret file, or set the new one inside the database (ALTER ROLE … PASSWORD); deleting the volume would delete its data.'
        : 'Correct the secret it is given, then start it again.',
      actions: [startAgain(service.name)],
    };
  },
};
