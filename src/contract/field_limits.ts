/** How long the fields of the wire may be: the one place that says so, for server, agent and API text. */

/** Most characters (Unicode code points) of each field. */
export const FIELD_LIMITS = {
  /** A cluster's name: the length of a DNS name. */
  clusterLengthMax: 253,
  /** `namespace/name` needs at most 317; plain posts may call their claims what they like. */
  claimRefLengthMax: 512,
  statusMessageLengthMax: 8_192,
  /** An API group is a DNS name. */
  groupLengthMax: 253,
  /** A kind is a DNS label. */
  kindLengthMax: 63,
  /** Ids of objects, sessions and synchronisations. */
  uidLengthMax: 128,
} as const;
