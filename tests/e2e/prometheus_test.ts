/** A real Prometheus reads both modes, as processes of their own. */
import assert from "node:assert/strict";
import { toTokenDigest } from "../access/token_digest.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { registryOf } from "../testing/collector_world.ts";
import { checkMetrics, testPrometheus } from "../testing/prometheus/prometheus_command.ts";
import { PrometheusProcess } from "../testing/prometheus/prometheus_process.ts";
import { Platform } from "./platform.ts";

const OPERATOR = "operator";
const SENDER = "sender";

const BATCHES = '{method="POST",route="/api/v1/clusters/:cluster/batch",status="200"}';

/** What holds once a claim has reached the pull request; a query without an answer does not. */
const TOLD: readonly string[] = [
  'machinery_collector_claims{cluster="lab",phase="Ready"} == 1',
  'machinery_informer_claims{kind="DatabaseClaim",phase="Ready"} == 1',
  "machinery_informer_synchronised == 1",
  "machinery_collector_pull_request_open == 1",
  'machinery_collector_pass_duration_seconds_count{outcome="clean"} > 1',
  'histogram_quantile(0.9, machinery_collector_pass_duration_seconds_bucket{outcome="proposed"}) > 0',
  `machinery_collector_http_request_duration_seconds_count${BATCHES} > 0`,
  "time() - machinery_collector_cluster_last_contact_timestamp_seconds < 60",
  "time() - machinery_collector_last_successful_pass_timestamp_seconds < 60",
  "time() - machinery_collector_pull_request_created_timestamp_seconds < 600",
  "time() - machinery_collector_oldest_unmerged_change_timestamp_seconds < 600",
  'machinery_collector_github_rate_limit_remaining{resource="core"} > 0',
  "machinery_collector_http_connections > 0",
  "machinery_collector_store_bytes < machinery_collector_store_bytes_limit",
  'machinery_collector_build_info{version="dev"} == 1',
  'machinery_informer_build_info{version="dev"} == 1',
  "machinery_collector_event_loop_lag_max_seconds >= 0",
  "machinery_informer_event_loop_lag_max_seconds >= 0",
  'process_resident_memory_bytes{job="collector"} > 1e7',
  'process_resident_memory_bytes{job="informer"} > 1e7',
  'process_cpu_seconds_total{job="collector"} > 0',
  'time() - process_start_time_seconds{job="informer"} < 600',
  'up{job="collector"} == 1',
  'up{job="informer"} == 1',
  // Without a credential, and with one of a cluster.
  'up{job="stranger"} == 0',
  'up{job="sender"} == 0',
];

testPrometheus("Prometheus scrapes collector and informer and answers what they tell", async () => {
  await using world = await start();
  const { prometheus, ports } = world;
  for (const expression of TOLD) await prometheus.until(expression);
  for (const port of [ports.server, ports.informer]) {
    assert.equal(await checkMetrics(await readPage(port)), "");
  }
});

testPrometheus(
  "a GitHub that is down is told by what Prometheus reads, and its repair",
  async () => {
    await using world = await start();
    const { platform, prometheus } = world;
    const failing = 'machinery_collector_degraded{reason="repository-unavailable"}';
    await prometheus.until(`${failing} == 0`);
    platform.github.fault({ when: "before", answer: "cut", times: 1_000_000 });
    await prometheus.until(`${failing} == 1`);
    await prometheus.until('machinery_collector_pass_duration_seconds_count{outcome="failed"} > 0');
    platform.github.clearFaults();
    await prometheus.until(`${failing} == 0`);
  },
);

async function start() {
  const stack = new AsyncDisposableStack();
  const platform = stack.use(await Platform.create(registryOf("db")));
  const tokensFile = await Deno.makeTempFile();
  stack.defer(() => Deno.remove(tokensFile));
  const [operator, sender] = [await toTokenDigest(OPERATOR), await toTokenDigest(SENDER)];
  await Deno.writeTextFile(tokensFile, JSON.stringify({ "*": operator, lab: sender }));
  platform.apply("team/db");
  const server = await platform.startServer({ COLLECTOR_TOKENS_FILE: tokensFile });
  const ports = { server: Number(new URL(server.url).port), informer: findFreePort() };
  platform.startInformer({ COLLECTOR_TOKEN: SENDER, INFORMER_PORT: String(ports.informer) });
  const prometheus = stack.use(
    await PrometheusProcess.start([
      { job: "collector", port: ports.server, token: OPERATOR },
      { job: "informer", port: ports.informer },
      { job: "stranger", port: ports.server },
      { job: "sender", port: ports.server, token: SENDER },
    ]),
  );
  const dispose = () => stack.disposeAsync();
  return { platform, prometheus, ports, [Symbol.asyncDispose]: dispose };
}

async function readPage(port: number): Promise<string> {
  const headers = { authorization: `Bearer ${OPERATOR}` };
  return await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
}
