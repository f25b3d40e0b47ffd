import { type Application, lastLine } from './application.ts';

/** Where stack/services/nginx/templates/gantry.conf.template puts each variable. */
const places: Readonly<Record<string, RegExp>> = {
  NGINX_RATE: /\blimit_req_zone [^;]*\brate=(\d+)r\/s;/,
  NGINX_BURST: /\blimit_req [^;]*\bburst=(\d+)/,
  NGINX_CONNECTIONS: /\blimit_conn connections (\d+);/,
  NGINX_BODY_MAX: /\bclient_max_body_size ([^;\s]+);/,
  NGINX_LOG_LEVEL: /\berror_log \/dev\/stderr (\w+);/,
};

/** What nginx reads: the configuration its template became at the start, as `nginx -T` prints it. */
export const nginx: Application = {
  service: 'nginx',
  async ask(ask) {
    const { exitCode, stdout, stderr } = await ask.run(['nginx', '-T']);
    if (exitCode !== 0) throw new Error(lastLine(stderr) || 'nginx -T gave no answer');
    // nginx.conf itself comes first and has directives of the same names.
    const rendered = stdout.slice(Math.max(0, stdout.indexOf('# configuration file /etc/nginx/conf.d/')));
    return ask.given.flatMap(({ variable, keys: [section, name = ''] }) => {
      const actual = section === 'environment' ? places[name]?.exec(rendered)?.[1] : undefined;
      return actual === undefined
        ? []
        : [
            {
              variable,
              actual,
              detail:
                'The configuration in /etc/nginx/conf.d was changed after the start. A restart makes it anew: npm run gantry -- restart nginx',
            },
          ];
    });
  },
};
