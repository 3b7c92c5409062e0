import assert from "node:assert/strict";
import { findProxy } from "../../src/kube/proxy_route.ts";

const PROXY = "http://proxy.example.org:3128";

const ROUTES: readonly {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  readonly own?: string;
  readonly proxy: string | null;
}[] = [
  { url: "https://kube", env: {}, proxy: null },
  { url: "https://kube", env: {}, own: PROXY, proxy: PROXY },
  { url: "https://kube", env: { HTTPS_PROXY: "http://other" }, own: PROXY, proxy: PROXY },
  { url: "https://kube", env: { HTTPS_PROXY: PROXY }, proxy: PROXY },
  { url: "https://kube", env: { https_proxy: PROXY }, proxy: PROXY },
  { url: "https://kube", env: { HTTP_PROXY: PROXY }, proxy: null },
  { url: "http://kube", env: { HTTP_PROXY: PROXY }, proxy: PROXY },
  { url: "http://kube", env: { ALL_PROXY: PROXY, HTTP_PROXY: "http://other" }, proxy: PROXY },
  {
    url: "https://kube",
    env: { HTTPS_PROXY: "mia:s3cr3t@proxy:3128" },
    proxy: "http://proxy:3128",
  },
  { url: "https://kube", env: { HTTPS_PROXY: "http://" }, proxy: null },
  ...["*", "example.org", ".example.org", "other, kube.example.org ", "org"].map((NO_PROXY) => ({
    url: "https://kube.example.org:6443",
    env: { HTTPS_PROXY: PROXY, NO_PROXY },
    own: PROXY,
    proxy: null,
  })),
  ...["", "ample.org", "*.example.org", "kube.example.org:6443", "10.0.0.0/8"].map((no_proxy) => ({
    url: "https://kube.example.org:6443",
    env: { HTTPS_PROXY: PROXY, no_proxy },
    proxy: PROXY,
  })),
  ...["10.0.0.0/8", "10.1.2.3", "fd00::/8,10.1.0.0/16"].map((NO_PROXY) => ({
    url: "https://10.1.2.3:443",
    env: { HTTPS_PROXY: PROXY, NO_PROXY },
    proxy: null,
  })),
  ...["10.2.0.0/16", "10.1.2.3:443", "10.", "10.0.0.0/33", "10.0.0.0/x"].map((NO_PROXY) => ({
    url: "https://10.1.2.3:443",
    env: { HTTPS_PROXY: PROXY, NO_PROXY },
    proxy: PROXY,
  })),
  { url: "https://[fd01::1]", env: { HTTPS_PROXY: PROXY, NO_PROXY: "fd00::/8" }, proxy: null },
];

for (const { url, env, own, proxy } of ROUTES) {
  const given = own === undefined ? "" : ` and the kubeconfig's own`;
  Deno.test(`the way to ${url} with ${JSON.stringify(env)}${given}: ${proxy ?? "direct"}`, async () => {
    const route = await findProxy({
      baseUrl: url,
      proxy: own === undefined ? null : { url: own },
      env: (name) => env[name],
    });
    assert.equal(route, proxy);
  });
}
