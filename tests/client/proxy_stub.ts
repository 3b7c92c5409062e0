/** A small forward proxy: tunnels what is asked for with CONNECT and passes other requests on. */

/** A proxy with the request lines that it saw. */
export interface ProxyStub extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly string[];
}

/** Starts a proxy. */
export function serveProxy(): ProxyStub {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const seen: string[] = [];
  const accepting = (async () => {
    const served: Promise<void>[] = [];
    for await (const socket of listener) served.push(serve(socket, seen).catch(() => {}));
    await Promise.all(served);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await accepting;
    },
  };
}

async function serve(socket: Deno.TcpConn, seen: string[]): Promise<void> {
  const buffer = new Uint8Array(65_536);
  const count = await socket.read(buffer) ?? 0;
  const [line = ""] = new TextDecoder().decode(buffer.subarray(0, count)).split("\r\n", 1);
  seen.push(line);
  const [method, target = ""] = line.split(" ");
  const isTunnel = method === "CONNECT";
  const { hostname, port } = new URL(isTunnel ? `http://${target}` : target);
  const upstream = await Deno.connect({ hostname, port: Number(port) });
  if (isTunnel) {
    await socket.write(new TextEncoder().encode("HTTP/1.1 200 Connection established\r\n\r\n"));
  } else {
    await upstream.write(buffer.slice(0, count));
  }
  await Promise.allSettled([
    socket.readable.pipeTo(upstream.writable),
    upstream.readable.pipeTo(socket.writable),
  ]);
}
