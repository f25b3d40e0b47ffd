import { composeSize, logFileSize } from './amounts.ts';
import { choice, decimal, image, integer, port, size, text, type VariableDeclaration } from './variable.ts';

/** `llama-cpp` as `LLAMA_CPP`: what the names of its variables begin with. */
export function variablePrefix(service: string): string {
  return service.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** Image and limits: every service has them, under the same names. */
export function everyService(service: string): Record<string, VariableDeclaration> {
  const name = variablePrefix(service);
  const declared = {
    IMAGE: image({ description: `Image of ${service}: a version of your own, or a mirror.` }),
    // The engine refuses less than 0.01 and more processors than the computer has (moby, daemon_unix.go).
    CPUS: decimal({
      min: '0.01',
      max: '512',
      unit: 'processors',
      description: `Processors ${service} may use at once; the engine refuses more than the computer has.`,
    }),
    // moby, daemon_unix.go: "Minimum memory limit allowed is 6MB", the same for the reservation.
    MEMORY: size({ grammar: composeSize, min: '6m', description: `Memory ${service} may take; beyond it the kernel ends the program.` }),
    MEMORY_SWAP: size({
      grammar: composeSize,
      min: '6m',
      also: ['-1'],
      description: `Memory and swap of ${service} together; the same as ${name}_MEMORY is no swap, -1 is as much as there is.`,
    }),
    MEMORY_RESERVATION: size({
      grammar: composeSize,
      min: '6m',
      description: `Memory the kernel leaves to ${service} when memory is short; at most ${name}_MEMORY.`,
    }),
    PIDS: integer({ min: '1', max: '4194304', also: ['-1'], description: `Processes and threads of ${service} at once; -1 is no limit.` }),
  };
  return prefixed(name, service, declared);
}

/** A port on 127.0.0.1. */
export function publishedPort(what: string) {
  return port({ description: `Port of ${what} on 127.0.0.1.` });
}

/** Names without their prefix as whole declarations of a service. */
export function prefixed(
  prefix: string,
  service: string | null,
  declared: Readonly<Record<string, Omit<VariableDeclaration, 'service'>>>,
): Record<string, VariableDeclaration> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, each]) => [prefix === '' ? name : `${prefix}_${name}`, { ...each, service }]),
  );
}

/** What holds for all services. */
export const sharedVariables = prefixed('', null, {
  RESTART_POLICY: text({
    // compose-spec, "restart"
    pattern: /^(?:no|always|unless-stopped|on-failure(?::[1-9][0-9]{0,5})?)$/,
    rule: 'must be no, always, unless-stopped, on-failure or on-failure:<times>',
    description: "The engine's own restarts. `no` leaves them to Gantry, which starts the services in the order of their health.",
    example: 'unless-stopped',
  }),
  LOG_MAX_SIZE: size({
    grammar: logFileSize,
    min: '1k',
    description: 'Size at which the engine begins a new log file of a container; counted in powers of 1000.',
  }),
  LOG_MAX_FILES: integer({ min: '1', max: '1000', unit: 'files', description: 'Log files the engine keeps of every container.' }),
});

/** Log levels that several programs share. */
export function logLevel(program: string, choices: readonly [string, ...string[]]) {
  return choice({ choices, description: `Least level that ${program} writes to its log.` });
}
