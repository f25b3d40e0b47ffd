import { nginxSize } from './amounts.ts';
import { everyService, logLevel, prefixed, publishedPort } from './every-service.ts';
import { integer, size } from './variable.ts';

/** As nginx reads them: ngx_http_limit_req_module, ngx_http_limit_conn_module and its core module. */
export const nginxVariables = {
  ...prefixed('NGINX', 'nginx', {
    PORT: publishedPort('nginx'),
    // Kept in thousandths in 32 bits.
    RATE: integer({
      min: '1',
      max: '1000000',
      unit: 'requests a second',
      description: 'Requests a second for each address; beyond rate and burst the answer is 429.',
    }),
    BURST: integer({
      min: '1',
      max: '1000000',
      unit: 'requests',
      description: 'Requests of an address that may come at once beyond the rate; a page of Open WebUI loads some 60 files.',
    }),
    CONNECTIONS: integer({ min: '1', max: '65535', unit: 'connections', description: 'Connections of an address at once.' }),
    BODY_MAX: size({
      grammar: nginxSize,
      min: '0',
      description: 'Largest body of a request, such as a file for Open WebUI; 0 is no limit.',
    }),
    LOG_LEVEL: logLevel('nginx', ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg']),
  }),
  ...everyService('nginx'),
};
