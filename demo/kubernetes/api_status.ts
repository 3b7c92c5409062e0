/** The answers that are no object: Kubernetes' Status, for failures and for deletions. */
import { type ResourceType, toResourceName } from "./resource_type.ts";

/** A Status object. */
export interface ApiStatus {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly continue?: string };
  readonly status: "Failure" | "Success";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly code?: number;
}

/** A request that is refused; thrown where it is found out, answered in one place. */
export class ApiFailure extends Error {
  /** The answer's body. */
  readonly status: ApiStatus;

  constructor(status: ApiStatus) {
    super(status.message);
    this.status = status;
  }
}

/** Reasons as the API server names them, by HTTP status. */
const REASONS: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  410: "Expired",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** A failure's Status; the reason follows from the code where it is not given, and may be empty. */
export function toFailureStatus(
  failure: {
    readonly code: number;
    readonly message: string;
    readonly reason?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly continue?: string;
  },
): ApiStatus {
  const { code, message, details, reason = REASONS[code] ?? "Unknown" } = failure;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: failure.continue === undefined ? {} : { continue: failure.continue },
    status: "Failure",
    message,
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** The refusal of a request. */
export function refuse(failure: Parameters<typeof toFailureStatus>[0]): ApiFailure {
  return new ApiFailure(toFailureStatus(failure));
}

/** There is no object of this name. */
export function refuseUnknown(type: ResourceType, name: string): ApiFailure {
  return refuse({
    code: 404,
    message: `${toResourceName(type)} "${name}" not found`,
    details: { name, ...toGroupDetail(type), kind: type.plural },
  });
}

/** A revision is too old to go on from. */
export function toTooOldStatus(
  { revision, oldest }: { readonly revision: number; readonly oldest: number },
): ApiStatus {
  const message = `too old resource version: ${revision} (${oldest})`;
  return toFailureStatus({ code: 410, message });
}

/** An object was deleted. */
export function toDeletedStatus(
  type: ResourceType,
  { name, uid }: { readonly name: string; readonly uid: string },
): ApiStatus {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name, ...toGroupDetail(type), kind: type.plural, uid },
  };
}

/** The HTTP answer of a Status. */
export function answerStatus(status: ApiStatus): Response {
  const headers: HeadersInit = {};
  const retryAfter = status.details?.["retryAfterSeconds"];
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  return Response.json(status, { status: status.code ?? 200, headers });
}

function toGroupDetail({ group }: ResourceType): { readonly group?: string } {
  return group === "" ? {} : { group };
}
