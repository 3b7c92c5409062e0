/**
 * What an informer may do with its settings and its way to the API server: serve probes, reach
 * collector and API server, read their files, and run the credential plugin of a kubeconfig.
 */
import { INFORMER_SETTINGS, type InformerSettings } from "../config/informer_settings.ts";
import { toMapping } from "../claim/record.ts";
import { type AccessChoice, SERVICE_ACCOUNT_FOLDER } from "../kube/choose_access.ts";
import { selectContext } from "../kube/kubeconfig_context.ts";
import { asText, readKubeconfig } from "../kube/kubeconfig_file.ts";
import { toUrlHost } from "../runtime/url_host.ts";
import { joinPermissions, type Permissions, toHostAndPort } from "./permissions.ts";
import { listSettingPermissions } from "./setting_permissions.ts";

/** Variables beside the settings: where the process is, and proxies, which messages name. */
const SURROUNDINGS: readonly string[] = [
  ..."HOME USERPROFILE KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT".split(" "),
  ...["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
];

/** Files that a kubeconfig may name beside the data itself. */
const CLUSTER_FILES = ["certificate-authority"];
const USER_FILES = ["client-certificate", "client-key", "tokenFile"];

/** Gives the permissions; throws `ConfigError` for a kubeconfig that cannot be used. */
export async function listInformerPermissions(
  settings: InformerSettings,
  choice: AccessChoice,
): Promise<Permissions> {
  return joinPermissions([
    listSettingPermissions(INFORMER_SETTINGS, { ...settings }),
    { env: SURROUNDINGS, net: settings.port === 0 ? [] : [`0.0.0.0:${settings.port}`] },
    // What may not be looked at is taken to be there.
    settings.kubeconfig === undefined ? { read: [`${SERVICE_ACCOUNT_FOLDER}/token`] } : {},
    choice.kind === "in-cluster"
      ? listPodPermissions(choice)
      : await listKubeconfigPermissions(choice),
  ]);
}

function listPodPermissions(
  { host, port, folder }: Extract<AccessChoice, { readonly kind: "in-cluster" }>,
): Partial<Permissions> {
  return {
    net: [`${toUrlHost(host)}:${port}`],
    read: [`${folder}/token`, `${folder}/ca.crt`],
  };
}

async function listKubeconfigPermissions(
  { paths, context }: Extract<AccessChoice, { readonly kind: "kubeconfig" }>,
): Promise<Partial<Permissions>> {
  const config = await readKubeconfig(paths, (path) => Deno.readTextFile(path));
  const { baseUrl, proxy, cluster, user } = selectContext(config, context);
  const files = [
    ...CLUSTER_FILES.map((field) => asText(cluster[field])),
    ...USER_FILES.map((field) => asText(user[field])),
  ];
  return {
    // The runtime asks for the proxy as it is written, with or without a port.
    net: [
      toHostAndPort(baseUrl),
      ...(proxy !== null && "url" in proxy ? [new URL(proxy.url).host] : []),
    ],
    read: [...paths, ...files].filter((path) => path !== null),
    run: [asText(toMapping(user["exec"])["command"])].filter((command) => command !== null),
  };
}
