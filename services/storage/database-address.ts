/** How `pg` reaches a database. */
export interface DatabaseAddress {
  /** Name or address of the host, or the folder of its socket. */
  host: string;
  port: number;
  user: string;
  database: string;
  /** Asked at each new connection, so a changed password counts from then on. Absent: none is sent. */
  password?: () => Promise<string>;
  /** `verify`: encrypted and the certificate must fit the host; `require`: encrypted. Default `off`. */
  tls?: 'off' | 'require' | 'verify';
}

/** Why a database cannot be reached now, and what to do: one line each. */
export interface Unavailable {
  unavailable: string;
  fix: string;
}

/** Finds a database anew each time it is asked: a container may have moved to another port. */
export type FindDatabase = () => Promise<DatabaseAddress | Unavailable>;
