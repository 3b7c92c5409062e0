/** What a connection may take of the server: time, size, number. In one place. */

/** Times in milliseconds, sizes in bytes. */
export interface SocketLimits {
  /** From the connection, or the end of the last request, to the end of the header. */
  readonly headersMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestMs: number;
  /** Of a connection without a request. */
  readonly idleMs: number;
  /** Without a byte in either direction while a request is under way. */
  readonly silenceMs: number;
  /** From the end of an answer's making until it has left, where it is a large one. */
  readonly answerMs: number;
  /** Of the handshake of TLS. */
  readonly handshakeMs: number;
  /** How often all these are looked at. */
  readonly checkMs: number;
  /** All headers of a request together. */
  readonly headerBytes: number;
  /** Connections at once. */
  readonly connectionCount: number;
  /** Requests of one connection that are under way at once. */
  readonly requestCount: number;
  /** Bytes of answers that wait for their readers, all connections together. */
  readonly unsentBytes: number;
}

/** The limits that hold. */
export const SOCKET_LIMITS: SocketLimits = {
  headersMs: 10_000,
  requestMs: 25_000,
  // Load balancers keep theirs for a minute, and must be the first to hang up.
  idleMs: 65_000,
  // A plan may take five minutes, without a word.
  silenceMs: 600_000,
  answerMs: 120_000,
  handshakeMs: 10_000,
  checkMs: 1_000,
  headerBytes: 32_768,
  connectionCount: 4_000,
  // Honest clients wait for each answer; some send a request or two ahead.
  requestCount: 8,
  unsentBytes: 134_217_728,
};
