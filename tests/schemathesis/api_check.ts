/**
 * The API against its own description: Schemathesis asks a real server, once as somebody who may do
 * everything and once as a cluster among others, and then server and answers are compared.
 *
 * No check is left out. `missing_required_header` has nothing to do, since no operation requires a
 * header beside the credential, which `ignored_auth` takes away.
 */
import assert from "node:assert/strict";
import { AcceptedState } from "./accepted_state.ts";
import { GuardedServer, OPERATOR, SENDER, STRANGER } from "./guarded_server.ts";
import { type Exchange, readRunReport, type RunReport } from "./run_report.ts";
import { CHECKS, type Identity, runSchemathesis } from "./schemathesis_command.ts";

/** Most of what a cluster asks is refused before it is read. */
const SENDER_SHARE = 4;

/** How much is asked. */
export interface ApiCheckOptions {
  readonly command: string;
  readonly seed: number;
  /** Most generated cases of one operation in a phase. */
  readonly exampleCount: number;
}

/** What was asked. */
export interface ApiCheckFigures {
  readonly requestCount: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly acceptedClaimCount: number;
  readonly heldClaimCount: number;
}

/** Throws with everything that Schemathesis says where it found anything. */
export async function checkApi(options: ApiCheckOptions): Promise<ApiCheckFigures> {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const server = stack.use(await GuardedServer.start(folder));
  const ask = { ...options, server, folder };
  const first = await askAs(OPERATOR, { ...ask, strangers: [] });
  const second = await askAs(SENDER, {
    ...ask,
    exampleCount: Math.ceil(options.exampleCount / SENDER_SHARE),
    strangers: [STRANGER],
  });
  const exchanges = [...first.exchanges, ...second.exchanges];
  assertAllWasTried(first, await server.readDocument());
  assert.ok(second.exchanges.some(({ status }) => status === 403), "a cluster was refused others");
  assertServerAgrees(server, exchanges);
  return { ...await assertState(server, exchanges), ...countStatuses(exchanges) };
}

interface Ask extends ApiCheckOptions {
  readonly server: GuardedServer;
  readonly folder: string;
  readonly strangers: readonly Identity[];
}

async function askAs(user: Identity, ask: Ask): Promise<RunReport> {
  const folder = `${ask.folder}/${user.name}`;
  await Deno.mkdir(folder);
  const { server } = ask;
  const document = await server.readDocument();
  const run = { ...ask, url: server.url, document, folder, user };
  const { code, output, eventsPath } = await runSchemathesis(run);
  assert.equal(code, 0, `Schemathesis as ${user.name}, seed ${ask.seed}:\n${output}`);
  const report = await readRunReport(eventsPath);
  assert.deepEqual(report.findings, []);
  assert.deepEqual(report.warnings, [], "each pattern of the description is used");
  assert.equal(report.unansweredCount, 0, "each request is answered");
  return report;
}

/** A run that asks nothing finds nothing. */
function assertAllWasTried(report: RunReport, document: string): void {
  for (const check of CHECKS) assert.ok((report.checkCounts.get(check) ?? 0) > 0, check);
  const { paths }: { paths: Record<string, object> } = JSON.parse(document);
  for (const [path, operations] of Object.entries(paths)) {
    const labels = Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`);
    for (const label of labels) {
      const own = report.exchanges.filter((exchange) => exchange.label === label);
      assert.ok(own.some(({ status }) => status < 300), `${label} was never accepted`);
    }
    const isOther = ({ label, status }: Exchange) => labels.includes(label) && status === 405;
    assert.ok(report.exchanges.some(isOther), `${path} was asked by no other method`);
  }
  const statuses = new Set(report.exchanges.map(({ status }) => status));
  for (const status of [200, 201, 204, 400, 401, 404, 405, 409, 415]) {
    assert.ok(statuses.has(status), `nothing was answered ${status}`);
  }
}

/** The log knows of every request, also of those that Schemathesis would not tell. */
function assertServerAgrees(server: GuardedServer, exchanges: readonly Exchange[]): void {
  assert.deepEqual(server.errors, []);
  const told = new Set(exchanges.map(({ requestId }) => requestId));
  for (const record of server.answered) {
    const status = Number(record["status"]);
    assert.ok(status < 500 || status === 503, JSON.stringify(record));
    if (record["method"] !== "POST" || status >= 300) continue;
    assert.ok(told.has(String(record["requestId"])), `untold: ${JSON.stringify(record)}`);
  }
}

/** No state comes from what was refused, and the server is well. */
async function assertState(server: GuardedServer, exchanges: readonly Exchange[]): Promise<{
  readonly acceptedClaimCount: number;
  readonly heldClaimCount: number;
}> {
  const accepted = new AcceptedState(exchanges);
  const rows = await server.readRows();
  assert.ok(rows.length > 0, "something was accepted and is held");
  assert.deepEqual(accepted.findStrangers(rows), []);
  assert.deepEqual(accepted.findStrangeClusters(await server.readClusters()), []);
  // Batches may say that their informer has no contact to something: that is told, and nothing else.
  const reasons = await server.readReasons();
  assert.deepEqual(reasons.filter((code) => code !== "resources-silent"), []);
  return { acceptedClaimCount: accepted.size, heldClaimCount: rows.length };
}

function countStatuses(
  exchanges: readonly Exchange[],
): Pick<ApiCheckFigures, "requestCount" | "statuses"> {
  const statuses: Record<string, number> = {};
  for (const { status } of exchanges) statuses[status] = (statuses[status] ?? 0) + 1;
  return { requestCount: exchanges.length, statuses };
}
