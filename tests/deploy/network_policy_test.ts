/** Services and network policies against the pods that they mean. */
import assert from "node:assert/strict";
import { testTools } from "../testing/tools/check_tool.ts";
import {
  buildManifests,
  findContainer,
  findManifest,
  type Labels,
  listManifests,
  type Manifest,
  readVariables,
  toDeployedSpec,
} from "./built_manifests.ts";
import { listDeployed, listSettings, readAbsent } from "./deployed.ts";

/** What a policy allows in one direction. */
interface PolicyRule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports: readonly { readonly protocol: string; readonly port: number }[];
}

interface PolicyPeer {
  readonly podSelector?: { readonly matchLabels: Labels };
}

interface PolicySpec {
  readonly podSelector: { readonly matchLabels: Labels };
  readonly policyTypes: readonly string[];
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
}

interface ServiceSpec {
  readonly selector: Labels;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort: string;
  }[];
}

testTools(
  "services and policies mean the pods that there are, and the ports that they have",
  async () => {
    for (const { folder, manifests, deployment } of await listDeployed()) {
      const { selector, template } = toDeployedSpec(deployment);
      const { labels } = template.metadata;
      assert.deepEqual(selector.matchLabels, labels);
      const { ports, readinessProbe, livenessProbe } = findContainer(deployment);
      const [port, ...others] = ports;
      assert.ok(port);
      assert.deepEqual(others, []);
      assert.equal(port.containerPort, readDefaultPort(deployment));
      for (const { httpGet } of [readinessProbe, livenessProbe]) {
        assert.equal(httpGet.port, port.name);
      }
      const services = listManifests(manifests, "Service").map((service) =>
        service["spec"] as ServiceSpec
      ).filter((service) => isMatch(service.selector, labels));
      assert.deepEqual(services.flatMap((service) => service.ports), [
        { name: port.name, port: port.containerPort, targetPort: port.name },
      ]);
      const policies = listManifests(manifests, "NetworkPolicy").map((policy) =>
        policy["spec"] as PolicySpec
      ).filter(({ podSelector }) => isMatch(podSelector.matchLabels, labels));
      assert.equal(policies.length, 1, folder);
      for (const { policyTypes, ingress } of policies) {
        assert.deepEqual(policyTypes, ["Ingress", "Egress"]);
        const open = ingress.flatMap((rule) => rule.ports);
        assert.deepEqual(open, [{ protocol: "TCP", port: port.containerPort }]);
      }
    }
  },
);

testTools(
  "informer and collector of one cluster find each other, and policies let them",
  async () => {
    for (const folder of ["overlays/tokens", "overlays/app-and-oidc"] as const) {
      const manifests = await buildManifests(folder);
      const [collector, informer] = ["collector", "informer"].map((mode) => {
        const name = `machinery-status-${mode}`;
        const deployment = findManifest(manifests, { kind: "Deployment", name });
        const policy = findManifest(manifests, {
          kind: "NetworkPolicy",
          name,
        })["spec"] as PolicySpec;
        const { labels } = toDeployedSpec(deployment).template.metadata;
        return { deployment, policy, labels };
      });
      assert.ok(collector && informer);
      const [port] = findContainer(collector.deployment).ports;
      const url = new URL(readVariables(manifests, informer.deployment)["COLLECTOR_URL"] ?? "");
      const service = findManifest(manifests, { kind: "Service", name: url.hostname });
      const { selector, ports } = service["spec"] as ServiceSpec;
      assert.ok(isMatch(selector, collector.labels));
      const served = ports.map((one) => [String(one.port), one.targetPort]);
      assert.deepEqual(served, [[url.port, port?.name]]);
      const out = informer.policy.egress.filter(({ to = [] }) => isAmong(to, collector.labels));
      assert.deepEqual(
        out.flatMap((rule) => rule.ports),
        [{ protocol: "TCP", port: port?.containerPort }],
      );
      assert.ok(collector.policy.ingress.some(({ from = [] }) => isAmong(from, informer.labels)));
    }
  },
);

testTools(
  "beside that, policies let out what asks for names, and to the ports of HTTPS",
  async () => {
    const anywhere: Readonly<Record<string, readonly string[]>> = {
      collector: ["UDP 53", "TCP 53", "TCP 443"],
      informer: ["UDP 53", "TCP 53", "TCP 443", "TCP 6443"],
    };
    for (const mode of ["collector", "informer"] as const) {
      const name = `machinery-status-${mode}`;
      const manifests = await buildManifests(mode);
      const { egress } = findManifest(manifests, {
        kind: "NetworkPolicy",
        name,
      })["spec"] as PolicySpec;
      const ports = egress.filter(({ to }) => to === undefined).flatMap((rule) => rule.ports);
      assert.deepEqual(ports.map(({ protocol, port }) => `${protocol} ${port}`), anywhere[mode]);
    }
  },
);

function readDefaultPort(deployment: Manifest): unknown {
  const setting = listSettings(deployment).find(({ variable }) => variable.endsWith("_PORT"));
  const result = setting === undefined ? undefined : readAbsent(setting);
  return result?.isValid === true ? result.value : undefined;
}

function isMatch(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function isAmong(peers: readonly PolicyPeer[], labels: Labels): boolean {
  return peers.some(({ podSelector }) =>
    podSelector !== undefined && isMatch(podSelector.matchLabels, labels)
  );
}
