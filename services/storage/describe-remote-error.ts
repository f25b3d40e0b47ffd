import { type ErrorCode, GantryError } from '#contract';
import { isConnectionLost, isLateAnswer, isNoConnectionInTime } from './describe-database-error.ts';

/** How a server is spoken of. */
export interface ServerWords {
  /** As the start of a sentence: `The Postgres of the stack`. */
  name: string;
  /** Where its password comes from, as the object of *Correct*: `the file that storage.externalPasswordFile names`. */
  passwordPlace: string;
  /** What to do when it does not answer. */
  startFix: string;
}

interface Words {
  code?: ErrorCode;
  message: string;
  fix: string;
}

/** Errors of a server that is reached over the network as typed ones; what is a mistake in the SQL stays what `pg` threw. */
export function describeRemoteError(error: unknown, server: ServerWords): unknown {
  if (error instanceof GantryError) return error;
  const words = explain(error as { code?: string; message?: string }, server);
  if (words === undefined) return error;
  const { code = 'database_unavailable', message, fix } = words;
  return new GantryError(code, { message, fix, cause: error });
}

function explain(error: { code?: string; message?: string }, server: ServerWords): Words | undefined {
  const { code = '', message = '' } = error;
  return (
    explainRefusal(code, message, server) ??
    explainNetwork(code, message, server) ??
    explainWork(code, message, server) ??
    (isConnectionLost(error) && !isLateAnswer(error)
      ? { message: `The connection to the database was lost. ${server.name} was stopped or restarted.`, fix: server.startFix }
      : undefined)
  );
}

/** What a server says when it does not let a client in. */
function explainRefusal(code: string, message: string, { name, passwordPlace }: ServerWords): Words | undefined {
  switch (code) {
    case '28P01':
      return { message: `${name} refused the password.`, fix: `Correct ${passwordPlace}; it is read anew at the next try.` };
    case '28000':
      if (message.includes('no encryption'))
        return { message: `${name} wants an encrypted connection.`, fix: 'Set storage.externalTls to verify or require.' };
      return {
        message: `${name} does not let this user in from here.`,
        fix: 'Check the user, and the rules of pg_hba.conf on that server.',
      };
    case '3D000':
      return {
        message: `${name} has no database of the configured name.`,
        fix: 'Make it with createdb, or correct the name of the database.',
      };
    case '57P03':
      return { message: `${name} is starting up.`, fix: 'Wait until it has started; Gantry tries again by itself.' };
    case '53300':
      return { message: `${name} has no connection left.`, fix: 'Raise max_connections there, or lower storage.poolMaxConnections.' };
    case '42501':
    case '3F000':
      return { message: `${name}: the user lacks a right that is needed.`, fix: 'Make that user the owner of the database.' };
    case '25006':
      return { message: `${name} takes no writes: it is read-only.`, fix: 'Use the primary server, not a replica.' };
  }
  if (message.includes('SASL') || message.includes('client password must be'))
    return { message: `${name} wants a password and none was given.`, fix: `Correct ${passwordPlace}.` };
  return undefined;
}

/** What the network says, before the server is reached. */
function explainNetwork(code: string, message: string, { name, startFix }: ServerWords): Words | undefined {
  if (message.includes('does not support SSL connections'))
    return { message: `${name} has no encryption.`, fix: 'Switch on ssl there, or set storage.externalTls to off on a network you trust.' };
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code)) {
    return {
      message: `The certificate of the server is not trusted (${code}).`,
      fix: 'Give it a certificate for its host name, or set storage.externalTls to require, which does not look at it.',
    };
  }
  if (/^(EPROTO|ERR_SSL)/.test(code))
    return { message: `${name}: the encrypted connection failed (${code}).`, fix: 'Check ssl on that server.' };
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return { message: `${name} does not run: nothing listens at its address.`, fix: startFix };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { message: `${name}: its host name is not known.`, fix: 'Correct storage.externalHost, or check the name server.' };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { message: `${name} cannot be reached over the network (${code}).`, fix: 'Check the network and the firewall.' };
  }
  return undefined;
}

/** Whether an index could not be built side by side, for a container mostly has 64 MB of shared memory. */
export function isSharedMemoryShort(error: unknown): boolean {
  const { message, cause } = error as Error;
  return sharedMemoryText.test(message) || (cause instanceof Error && sharedMemoryText.test(cause.message));
}

const sharedMemoryText = /could not resize shared memory segment/;

/** What goes wrong with a statement. */
function explainWork(code: string, message: string, { name, startFix }: ServerWords): Words | undefined {
  if (sharedMemoryText.test(message)) {
    return {
      message: `${name} has too little shared memory to build an index with several processes.`,
      fix: 'Give its container more (shm_size in the compose file), or set max_parallel_maintenance_workers to 0 there.',
    };
  }
  if (code === '53100' || message.includes('No space left on device'))
    return { code: 'disk_full', message: `${name}: its disk is full.`, fix: 'Free some space on the disk of that server.' };
  if (code === '57014' || message === 'Query read timeout')
    return {
      code: 'timed_out',
      message: `${name} did not finish within storage.statementTimeoutMs.`,
      fix: 'Try again; if it stays, see what that server is busy with.',
    };
  if (isNoConnectionInTime(message)) {
    return {
      message: `${name} gave no connection within storage.poolAcquireTimeoutMs: it does not answer, or all connections are in use.`,
      fix: startFix,
    };
  }
  if (code === '54000')
    return { code: 'invalid_value', message: 'A value is larger than the database can index.', fix: 'Store a shorter value.' };
  if (code === 'XX001' || code === 'XX002' || code === '58P01')
    return { code: 'database_damaged', message: `${name} has damaged files (${code}).`, fix: 'Restore that server from a backup.' };
  return undefined;
}
