/** open: events flow; lost: the client tries again; paused: the page is hidden and asks for nothing. */
export interface Connection {
  state: 'connecting' | 'open' | 'lost' | 'paused';
  /** Milliseconds since 1970. */
  since: number;
}
