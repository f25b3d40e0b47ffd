/** What the process ends with. `serve` and `run` end with the host's own code instead. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, noHost: 3, interrupted: 130 } as const;

/** For `--help`. */
export const exitCodeHelp = `
Exit codes:
  0    ok
  1    failed, or not healthy
  2    a mistake in the command, its values or the configuration
  3    no host runs (start it with: make run)
  130  interrupted by Ctrl-C

With --json, stdout carries JSON only; an error is {"error": {"code", "message", "fix"}} there, too.`;

/** For `serve --help` and `run --help`. */
export const hostExitCodeHelp = `
Exit codes:
  0  stopped
  1  failed
  2  a mistake in the command or the configuration
  3  another host uses this home folder
  4  the port is in use`;
