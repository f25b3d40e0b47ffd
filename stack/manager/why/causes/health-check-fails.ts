import type { Cause } from '../evidence.ts';

/** Its health check runs and says no; used where nothing more precise is known. */
export const healthCheckFails: Cause = {
  cause: 'health-check-fails',
  title: 'Its health check fails',
  find({ service, container, probes, phase }) {
    if (container?.status !== 'running' || phase !== 'unhealthy' || service.healthcheck === undefined) return undefined;
    const [last] = probes;
    const command = service.healthcheck.test.slice(1).join(' ');
    const result =
      last === undefined
        ? 'has not been run'
        : last.exit_code === null
          ? `did not end within ${service.healthcheck.timeoutMs} ms`
          : `ends with exit code ${last.exit_code}`;
    return {
      message: `${service.name} runs, and its health check ${result}.`,
      evidence: [command, ...(last === undefined || last.output === '' ? ['it prints nothing'] : [last.output.trim().slice(-300)])],
      fix: `Run the check by hand and look at the log: npm run gantry -- exec ${service.name} -- ${command}`,
    };
  },
};
