import { redisSize } from './amounts.ts';
import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { choice, size } from './variable.ts';

/** As redis.conf of Redis 8 has them. */
export const redisVariables = {
  ...prefixed('REDIS', 'redis', {
    PORT: publishedPort('Redis'),
    MAXMEMORY: size({
      grammar: redisSize,
      // Redis takes 0 for no limit; then the kernel would end it at REDIS_MEMORY, and data is lost.
      min: '1mb',
      description:
        'Data Redis may hold; a writer gets an error beyond it. Keep it at half of REDIS_MEMORY: a snapshot copies what is written meanwhile.',
    }),
    APPENDFSYNC: choice({
      choices: ['always', 'everysec', 'no'],
      description: 'When what was written is on disk: after every command, every second, or when the system likes.',
    }),
    LOG_LEVEL: logLevel('Redis', ['debug', 'verbose', 'notice', 'warning', 'nothing']),
  }),
  ...everyService('redis'),
};
