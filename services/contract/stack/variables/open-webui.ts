import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { text, yesOrNo } from './variable.ts';

/** As Open WebUI's page "Environment Variable Configuration" lists them. */
export const openWebuiVariables = {
  ...prefixed('OPEN_WEBUI', 'open-webui', {
    PORT: publishedPort('Open WebUI'),
    // Names of Python's logging.
    LOG_LEVEL: logLevel('Open WebUI', ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']),
    EMBEDDING_MODEL: text({
      pattern: /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/,
      rule: 'must be the name of a model, such as all-MiniLM-L6-v2',
      description: 'Model of the local API by which Open WebUI finds passages. Open WebUI keeps its own copy from its first start on.',
    }),
    SIGNUP: yesOrNo({ description: 'Whether people may make accounts themselves. Open WebUI keeps its own copy from its first start on.' }),
    OFFLINE: yesOrNo({ description: 'Whether Open WebUI leaves the internet alone: no models are fetched, no new versions looked for.' }),
  }),
  ...everyService('open-webui'),
};
