import type { Cause } from '../evidence.ts';

const words =
  /executable file not found|exec: "?[\w./-]+"?: (stat|no such file|executable)|no such file or directory|command not found|: not found/i;

/** The health check calls a program the image does not have. */
export const healthcheckToolMissing: Cause = {
  cause: 'healthcheck-tool-missing',
  title: 'Its health check calls a program the image lacks',
  find({ service, probes, container }) {
    if (container?.status !== 'running') return undefined;
    const failed = probes.filter(({ exit_code }) => exit_code !== 0);
    const missing = failed.filter(
      ({ exit_code, output }) => exit_code === 127 || exit_code === 126 || (words.test(output) && /exec|not found/i.test(output)),
    );
    const [first] = missing;
    if (first === undefined || missing.length < failed.length) return undefined;
    const command = service.healthcheck?.test.slice(1).join(' ') ?? '';
    const tool =
      /exec: "([^"]+)"/.exec(first.output)?.[1] ??
      /(?:sh: (?:\d+: )?|line \d+: )?([\w./-]+): (?:command )?not found/.exec(first.output)?.[1] ??
      command.split(' ')[0];
    return {
      message: `The health check of ${service.name} cannot run: ${tool} is not in the image ${service.image}. The service itself may be well.`,
      evidence: [`${command} ended with exit code ${first.exit_code ?? 'none'}`, first.output.trim().slice(0, 300)],
      fix: 'Use a health check made of what the image has, or an image that has the program.',
    };
  },
};
