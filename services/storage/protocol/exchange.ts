import { copyFailMessage, frontendMessage, frontendType, readCString } from './frontend.ts';

/** Messages of one connection that must run without another connection's in between: up to a Query, Sync or Flush. */
export interface Exchange {
  messages: Buffer;
  /** It ended with a Flush: what follows, up to Sync, belongs to it. */
  isUnfinished: boolean;
  /** It uses the unnamed statement of an earlier exchange. */
  needsUnnamed: boolean;
  definesUnnamed: boolean;
  /** Its text holds what may stay with the session and has no tag that says so. */
  mayTouchSession: boolean;
  /** Its text sets values for its transaction only. */
  setsOnlyLocally: boolean;
}

export interface ExchangeBuilder {
  /** Takes the next message; gives the exchange it completes. */
  add(message: Buffer): Exchange | undefined;
  /** Names under which the backend may hold statements of this connection. */
  statementNames(): string[];
}

const noFlags = { needsUnnamed: false, definesUnnamed: false, mayTouchSession: false, setsOnlyLocally: false };
/** `set_config` whose last argument is not `true`, and temporary tables. */
const touchesSession = /set_config\s*\((?![^)]*,\s*true\s*\))|\btemp(orary)?\b/i;
const copyRefusal = 'the embedded database does not take COPY FROM STDIN; use INSERT';

/** Collects the messages of a connection. Statement names get `prefix`, for all connections share one backend. */
export function createExchangeBuilder(prefix: string): ExchangeBuilder {
  const names = new Set<string>();
  let parts: Buffer[] = [];
  let mentionsCopy = false;
  let flags = { ...noFlags };

  function prefixName(message: Buffer, nameStart: number): Buffer {
    const { text, end } = readCString(message, nameStart);
    if (text === '') {
      if (message[0] === frontendType.parse) flags.definesUnnamed = true;
      else if (!flags.definesUnnamed) flags.needsUnnamed = true;
      return message;
    }
    names.add(prefix + text);
    const body = Buffer.concat([message.subarray(5, nameStart), Buffer.from(prefix + text), message.subarray(end)]);
    return frontendMessage(message[0] as number, body);
  }

  function noteText(message: Buffer): void {
    const text = message.toString('latin1');
    mentionsCopy ||= /copy/i.test(text);
    flags.mayTouchSession ||= touchesSession.test(text);
    flags.setsOnlyLocally = /\bset\s+local\b/i.test(text) && !/\bset\s+(?!local\b)/i.test(text);
  }

  function rewrite(message: Buffer): Buffer {
    switch (message[0]) {
      case frontendType.query:
        noteText(message);
        return message;
      case frontendType.parse:
        noteText(message);
        return prefixName(message, 5);
      case frontendType.bind:
        return prefixName(message, readCString(message, 5).end + 1);
      case frontendType.describe:
      case frontendType.close:
        return message[5] === 0x53 ? prefixName(message, 6) : message;
      default:
        return message;
    }
  }

  return {
    add(message) {
      const type = message[0];
      const isFlush = type === frontendType.flush;
      const isAfterText = type === frontendType.query;
      const isEnd = isFlush || isAfterText || type === frontendType.sync || type === frontendType.functionCall;
      const rewritten = rewrite(message);
      if (!isEnd) {
        parts.push(rewritten);
        return undefined;
      }
      // The backend waits for the data of a COPY FROM STDIN inside the statement, and there it finds its end. Elsewhere
      // it passes over a CopyFail.
      const refusal = mentionsCopy ? [copyFailMessage(copyRefusal)] : [];
      const messages = Buffer.concat(isAfterText ? [...parts, rewritten, ...refusal] : [...parts, ...refusal, rewritten]);
      const exchange = { messages, isUnfinished: isFlush, ...flags };
      parts = [];
      mentionsCopy = false;
      flags = { ...noFlags };
      return exchange;
    },
    statementNames: () => [...names],
  };
}
