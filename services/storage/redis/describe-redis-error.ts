import type { Unavailable } from '../database-address.ts';

const startFix = 'Start it with: npm run gantry -- up redis';

/** Why Redis does not serve, in words; without the address or anything that was sent. */
export function describeRedisError(error: unknown): Unavailable {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (/^(WRONGPASS|ERR invalid password)/.test(message))
    return { unavailable: 'Redis refused the password.', fix: 'Correct the password file of the stack; it is read anew at the next try.' };
  if (message.startsWith('NOAUTH'))
    return { unavailable: 'Redis wants a password and none was given.', fix: 'Name its password file in the settings of the stack.' };
  if (message.startsWith('LOADING')) return { unavailable: 'Redis is still loading its data.', fix: 'Wait; Gantry tries again by itself.' };
  if (message.startsWith('OOM'))
    return {
      unavailable: 'Redis has reached its maxmemory and may not drop keys.',
      fix: 'Raise maxmemory, or set maxmemory-policy to volatile-lru or allkeys-lru.',
    };
  if (message.startsWith('NOPERM'))
    return { unavailable: 'The Redis user lacks a right.', fix: 'Allow it GET, SET, DEL, SCAN and PING on the keys of Gantry.' };
  if (message.startsWith('READONLY')) return { unavailable: 'This Redis is a replica and takes no writes.', fix: 'Use the primary one.' };
  if (message.startsWith('MISCONF'))
    return { unavailable: 'Redis cannot save its data and takes no writes.', fix: 'See the log of Redis; mostly its disk is full.' };
  if (code === 'ECONNREFUSED') return { unavailable: 'Redis does not run: nothing listens at its address.', fix: startFix };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { unavailable: 'The host name of Redis is not known.', fix: startFix };
  if (message.includes('timed out') || code === 'ETIMEDOUT')
    return {
      unavailable: 'Redis did not answer within cache.redisTimeoutMs.',
      fix: 'See what it is busy with; Gantry tries again by itself.',
    };
  return { unavailable: 'The connection to Redis was lost.', fix: startFix };
}
