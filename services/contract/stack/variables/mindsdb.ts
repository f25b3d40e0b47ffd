import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { text } from './variable.ts';

export const mindsdbVariables = {
  ...prefixed('MINDSDB', 'mindsdb', {
    PORT: publishedPort("MindsDB's panel and HTTP"),
    MYSQL_PORT: publishedPort("MindsDB's MySQL protocol, which is published in dev only,"),
    USER: text({
      pattern: /^[A-Za-z0-9][A-Za-z0-9@._-]{0,62}$/,
      rule: 'must be letters, digits, "@", ".", "_" and "-"',
      description: 'Login of MindsDB.',
    }),
    // Names of Python's logging.
    LOG_LEVEL: logLevel('MindsDB', ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']),
  }),
  ...everyService('mindsdb'),
};
