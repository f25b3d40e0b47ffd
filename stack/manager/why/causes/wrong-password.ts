import { basename } from 'node:path';
import { type Cause, callAction, type Evidence, linesLike, startAgain } from '../evidence.ts';

const words = /password authentication failed|WRONGPASS|invalid username-password pair|NOAUTH|authentication (failed|required)|28P01/i;
/** Whether these words of a program say that a password or token was refused. */
export function isPasswordRefusal(text: string): boolean {
  return words.test(text);
}

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
    const secret = ownSecret(evidence);
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
      fix:
        secret === undefined
          ? 'Correct the secret it is given, then start it again.'
          : isVolume
            ? 'Repair it: the database is told the password of the secret file, over its local socket, and no data is lost. Or set the former password as the secret.'
            : 'Repair it: the service is made to read the secret file again.',
      actions: [
        ...(secret === undefined
          ? []
          : [
              callAction(`Make ${service.name} accept ${secret}`, {
                operation: 'credentials.repair',
                input: { name: secret },
                command: `credentials repair ${secret}`,
              }),
            ]),
        startAgain(service.name),
      ],
    };
  },
};

/** Name of the one secret only this service is given: the one it checks. Undefined where that cannot be told. */
function ownSecret({ service, compose }: Evidence): string | undefined {
  const own = service.secrets.filter(
    ({ source }) =>
      Object.values(compose.services).filter(({ secrets }) => secrets.some((secret) => secret.source === source)).length === 1,
  );
  const file = own.length === 1 ? compose.secrets[own[0]?.source ?? '']?.file : undefined;
  return file === undefined ? undefined : basename(file);
}
