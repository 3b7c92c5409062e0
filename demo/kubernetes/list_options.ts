/** The query of lists and watches, checked as the API server checks it. */
import { refuse } from "./api_status.ts";
import type { StoredObject } from "./stored_object.ts";

/** What lists and watches can be asked for. */
export interface ListOptions {
  readonly isWatch: boolean;
  /** Items of a page; 0 for all. */
  readonly limit: number;
  /** Token for the next page; empty for the first. */
  readonly continue: string;
  /** As in the query; empty where none is given. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly allowsBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  /** 0 for no end. */
  readonly timeoutSeconds: number;
  readonly selector: ObjectSelector;
}

/** Which objects are meant. */
export interface ObjectSelector {
  readonly namespace?: string;
  readonly name?: string;
}

/** Whether the server offers lists by watch: `ignored` answers as a server that never heard of it. */
export type WatchListSupport = "served" | "refused" | "ignored";

/** Reads the query; throws the refusal that it deserves. */
export function readListOptions(
  query: URLSearchParams,
  { namespace, watchList }: {
    readonly namespace: string | undefined;
    readonly watchList: WatchListSupport;
  },
): ListOptions {
  if (query.has("labelSelector")) {
    throw refuse({ code: 400, message: "labelSelector is not served by this stand-in" });
  }
  const initial = watchList === "ignored" ? null : query.get("sendInitialEvents");
  const isWatch = isYes(query.get("watch"));
  const options: ListOptions = {
    isWatch,
    limit: readNumber(query.get("limit")),
    continue: query.get("continue") ?? "",
    resourceVersion: readRevision(query.get("resourceVersion") ?? "", { isWatch }),
    resourceVersionMatch: query.get("resourceVersionMatch") ?? "",
    allowsBookmarks: isYes(query.get("allowWatchBookmarks")),
    sendInitialEvents: initial === null ? undefined : isYes(initial),
    timeoutSeconds: readNumber(query.get("timeoutSeconds")),
    selector: readSelector(query.get("fieldSelector") ?? "", namespace),
  };
  checkVersionMatch(options);
  checkInitialEvents(options, watchList);
  return options;
}

/** Picks the objects that are meant; all of them as they are where no one is excluded. */
export function selectObjects(
  objects: readonly StoredObject[],
  selector: ObjectSelector,
): readonly StoredObject[] {
  if (selector.namespace === undefined && selector.name === undefined) return objects;
  return objects.filter((object) => isSelected(object, selector));
}

/** Whether an object is meant. */
export function isSelected(object: StoredObject, { namespace, name }: ObjectSelector): boolean {
  return (namespace === undefined || object.namespace === namespace) &&
    (name === undefined || object.name === name);
}

/** The refusal of list options. */
function forbid(field: string, message: string): never {
  const problem = `Forbidden: ${message}`;
  throw refuse({
    code: 422,
    message: `ListOptions.meta.k8s.io "" is invalid: ${field}: ${problem}`,
    details: {
      group: "meta.k8s.io",
      kind: "ListOptions",
      causes: [{ reason: "FieldValueForbidden", message: problem, field }],
    },
  });
}

function checkVersionMatch(options: ListOptions): void {
  const { isWatch, resourceVersion, resourceVersionMatch: match, sendInitialEvents } = options;
  const field = "resourceVersionMatch";
  if (options.continue !== "" && resourceVersion !== "" && resourceVersion !== "0") {
    const message = "specifying resource version is not allowed when using continue";
    throw refuse({ code: 400, message });
  }
  if (match === "") return;
  if (isWatch && sendInitialEvents === undefined) {
    forbid(field, `${field} is forbidden for watch unless sendInitialEvents is provided`);
  }
  if (options.continue !== "") forbid(field, `${field} is forbidden when continue is provided`);
  if (!isWatch && resourceVersion === "") {
    forbid(field, `${field} is forbidden unless resourceVersion is provided`);
  }
  if (match === "Exact" && resourceVersion === "0") {
    forbid(field, `${field} "exact" is forbidden for resourceVersion "0"`);
  }
}

function checkInitialEvents(
  { isWatch, sendInitialEvents, resourceVersionMatch }: ListOptions,
  watchList: WatchListSupport,
): void {
  if (sendInitialEvents === undefined) return;
  const field = "sendInitialEvents";
  if (!isWatch) forbid(field, `${field} is forbidden for list`);
  if (watchList === "refused") {
    forbid(field, `${field} is forbidden for watch unless the WatchList feature gate is enabled`);
  }
  if (resourceVersionMatch !== "NotOlderThan") {
    const message = `${field} requires setting resourceVersionMatch to NotOlderThan`;
    forbid("resourceVersionMatch", message);
  }
}

function readSelector(fieldSelector: string, namespace: string | undefined): ObjectSelector {
  const selector: { namespace?: string; name?: string } = {};
  if (namespace !== undefined) selector.namespace = namespace;
  for (const term of fieldSelector.split(",").filter((part) => part !== "")) {
    const [, field = term, value = ""] = /^(.+?)==?(.*)$/.exec(term) ?? [];
    if (field === "metadata.name") selector.name = value;
    else if (field === "metadata.namespace") selector.namespace = value;
    else throw refuse({ code: 400, message: `field label not supported: ${field}` });
  }
  return selector;
}

function readRevision(text: string, { isWatch }: { readonly isWatch: boolean }): string {
  if (/^\d*$/.test(text)) return text;
  const problem = `resourceVersion: Invalid value: "${text}": ` +
    `strconv.ParseUint: parsing "${text}": invalid syntax`;
  if (isWatch) throw refuse({ code: 500, message: problem, reason: "" });
  throw refuse({ code: 400, message: `invalid resource version: ${problem}` });
}

function readNumber(text: string | null): number {
  if (text === null || text === "") return 0;
  if (/^-?\d+$/.test(text)) return Math.max(Number(text), 0);
  const message = `strconv.ParseInt: parsing "${text}": invalid syntax`;
  throw refuse({ code: 400, message });
}

function isYes(text: string | null): boolean {
  return text !== null && /^(1|true)$/i.test(text);
}
