/**
 * What becomes of a condition's message behind ` - `: the part of the table in `digest_vectors.ts`
 * that is about strangers' texts. How each form of secret is found stands in `registry_text_test.ts`.
 */

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";
const UUID = "123e4567-e89b-12d3-a456-426614174000";
/** `Ready: True, Synced: False (ReconcileError) - ` */
const HEAD_LENGTH = 46;
/** Code points of a message that a text with this head has room for. */
const ROOM = 256 - HEAD_LENGTH;

/** Message and what stands of it behind `Ready: True, Synced: False (ReconcileError) - `. */
export const MESSAGE_VECTORS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "plain messages": [
    [
      'cannot compose resources: pipeline step "make" returned a fatal result: quota (12 of 12)',
      'cannot compose resources: pipeline step "make" returned a fatal result: quota (12 of 12)',
    ],
    ["a - b - Ready: True, Synced: True", "a - b - Ready: True, Synced: True"],
    ["größe 日本語 🚀", "größe 日本語 🚀"],
  ],
  "secrets": [
    ["bad key -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----", "bad key ***"],
    ["bad key -----BEGIN EC PRIVATE KEY-----\nMII, never closed", "bad key ***"],
    [`token ${JWT} expired`, "token *** expired"],
    ["got 401 for Authorization: Bearer abc123def456", "got 401 for Authorization: Bearer ***"],
    ["sent Basic dXNlcjpwYXNz to proxy", "sent Basic *** to proxy"],
    ["push with ghp_16C7e42F292c6912E7710c838347Ae178B4a", "push with ***"],
    ["gho_abcdefgh1 ghs_abcdefgh2 github_pat_11ABCDEFG0_abc", "*** *** ***"],
    ["key AKIAIOSFODNN7EXAMPLE is disabled", "key *** is disabled"],
    [
      "dial postgres://app:s3cr3t@db:5432/app: refused",
      "dial postgres://app:***@db:5432/app: refused",
    ],
    ["dial app:s3cr3t@tcp(db:3306)/app", "dial app:***@tcp(db:3306)/app"],
    ["password=hunter2 was refused", "password=*** was refused"],
    ['{"password":"a b","token":"x","region":"eu"}', '{"password":***,"token":***,"region":"eu"}'],
    ['helm: --password hunter2, clientSecret: "a\\"b"', "helm: --password *** clientSecret: ***"],
    ["pass\u200bword=hunter2", "password=***"],
    ["pass\u001b[0mword=hunter2", "password=***"],
  ],
  "what changes at each try": [
    [`operation ${UUID} failed`, "operation … failed"],
    [
      "api error Throttling, RequestID: 7f3a9b2c-0001, at 2026-02-05T17:45:56Z",
      "api error Throttling, RequestID: …, at …",
    ],
    ["panic at 0xc000123abc", "panic at …"],
    ["certificate of 2026-02-05 expired", "certificate of 2026-02-05 expired"],
  ],
  "names of resources": [
    [`pvc-${UUID} of app-7d9f8b6c5d-x2k4v`, `pvc-${UUID} of app-7d9f8b6c5d-x2k4v`],
    ['secret "db-conn" not found', 'secret "db-conn" not found'],
  ],
  "hostile messages": [
    ["one\ntwo\r\n\tthree\u2028four", "one two three four"],
    ["\u001b[31mred\u001b[0m \u001b]0;title\u0007text", "red text"],
    ["\u202eabc\u2066def\ufeff", "abcdef"],
    ["half \ud83d an emoji \ude80", "half \ufffd an emoji \ufffd"],
    ["__proto__ constructor toString $& $1", "__proto__ constructor toString $& $1"],
  ],
  "long messages": [
    ["a".repeat(ROOM), "a".repeat(ROOM)],
    ["a".repeat(ROOM + 1), `${"a".repeat(ROOM - 1)}…`],
    ["🚀".repeat(10_000), `${"🚀".repeat(ROOM - 1)}…`],
    ["word ".repeat(2_000), `${"word ".repeat((ROOM - 5) / 5)}word…`],
    [
      `${"x".repeat(ROOM - 12)} password=${"b".repeat(300)}`,
      `${"x".repeat(ROOM - 12)} password=*…`,
    ],
    [`start password=${"b".repeat(9_000)}`, "start…"],
    [`start now ${"\u0000".repeat(9_000)}end`, "start…"],
    [`start -----BEGIN KEY-----${"MII".repeat(9_000)}`, "start…"],
  ],
};

/** Messages in which nothing can be printed, or nothing but what was left out. */
export const EMPTY_MESSAGES: readonly string[] = [
  "",
  " ",
  "\n\t",
  "\u0000\u200b",
  UUID,
  "\u001b[31m",
  " ".repeat(10_000),
  "\u0000".repeat(10_000),
];
