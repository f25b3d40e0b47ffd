import type { Cause } from '../evidence.ts';

/** It waits for another service that is not well. */
export const dependencyUnhealthy: Cause = {
  cause: 'dependency-unhealthy',
  title: 'A service it needs is not well',
  find({ service, blockers, container }) {
    const [first] = blockers;
    if (first === undefined || container?.status === 'running') return undefined;
    return {
      message: `${service.name} is started when ${first.service} is healthy. ${first.service}: ${first.reason}.`,
      evidence: blockers.map(({ service: name, state, reason }) => `${name} is ${state}: ${reason}`),
      fix: `Mend ${first.service}; ${service.name} is then started by itself.`,
    };
  },
};
