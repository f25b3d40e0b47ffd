import type { Cause } from '../evidence.ts';

const busy = /starting up|initiali[sz]ing|loading|recover|restoring|replaying|not ready|in progress|503/i;

/** It is still starting when its health check begins to count. */
export const startPeriodShort: Cause = {
  cause: 'start-period-too-short',
  title: 'It needs longer to start than its health check allows',
  find({ service, container, probes, lines, phase, usualReadyMs }) {
    const check = service.healthcheck;
    if (check === undefined || container?.status !== 'running' || container.startedAt === undefined || phase !== 'unhealthy')
      return undefined;
    const ranMs = Date.now() - Date.parse(container.startedAt);
    const allowedMs = check.startPeriodMs + check.retries * check.intervalMs;
    const failed = probes.filter(({ exit_code }) => exit_code !== 0);
    if (probes.some(({ exit_code }) => exit_code === 0)) return undefined;
    const speaks = [...failed.map(({ output }) => output), ...lines.slice(-20).map(({ text }) => text)].find((text) => busy.test(text));
    const isUsuallyLonger = usualReadyMs !== null && usualReadyMs > allowedMs;
    if (speaks === undefined && !isUsuallyLonger) return undefined;
    const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
    return {
      message: `${service.name} still starts: its health check counts failures after ${seconds(check.startPeriodMs)} and gives up after ${seconds(allowedMs)}; it has run for ${seconds(ranMs)}${usualReadyMs === null ? '' : ` and usually needs ${seconds(usualReadyMs)}`}.`,
      evidence: [
        ...(speaks === undefined ? [] : [speaks.trim().slice(0, 300)]),
        `${failed.length} probes failed, none has passed since it runs`,
      ],
      fix: `Raise start_period of its healthcheck (${service.place.file}:${service.place.line}), for example to ${seconds(Math.max(allowedMs, usualReadyMs ?? 0, ranMs) * 2)}.`,
    };
  },
};
