/** Hosts as addresses of URLs and permissions have them. Pure. */

/** An IPv6 address in brackets, anything else as it is. */
export function toUrlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
