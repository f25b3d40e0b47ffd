/** What is to be started or stopped; nothing named is the usual. */
export interface ChangeSelection {
  readonly verb: 'start' | 'stop';
  readonly profiles: readonly string[];
  readonly services: readonly string[];
}
