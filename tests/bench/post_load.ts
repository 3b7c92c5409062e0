/** Plain posts over raw sockets: as little work on the sending side as there can be. */

/** Connections that post at once. */
export const CONNECTION_COUNT = 32;

/** Posts statuses as fast as they are answered; resolves to posts a second. */
export async function post(
  load: {
    readonly port: number;
    readonly count: number;
    readonly claimOf: (index: number) => number;
    readonly token?: string;
  },
): Promise<number> {
  let next = 0;
  const take = () => next < load.count ? next++ : undefined;
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTION_COUNT }, async () => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: load.port });
    const buffer = new Uint8Array(4096);
    for (let index = take(); index !== undefined; index = take()) {
      await connection.write(toRequest(load.claimOf(index), load.token));
      const length = await connection.read(buffer) ?? 0;
      if (buffer[9] !== 0x32) throw new Error(new TextDecoder().decode(buffer.subarray(0, length)));
    }
  }));
  return Math.round(load.count / ((performance.now() - startedAt) / 1000));
}

function toRequest(claim: number, token?: string): Uint8Array {
  const body = JSON.stringify({
    cluster: `cluster-${claim % 10}`,
    claimRef: `team-${claim % 50}/claim-${claim}`,
    statusMessage: "Ready: True, Synced: True",
  });
  const head = [
    "POST /api/v1/status HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${body.length}`,
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
  ].join("\r\n");
  return new TextEncoder().encode(`${head}\r\n\r\n${body}`);
}
