import assert from "node:assert/strict";
import fc from "fast-check";
import { REGISTRY_TEXT_LENGTH_MAX, toRegistryText } from "../../src/claim/registry_text.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";
const UUID = "123e4567-e89b-12d3-a456-426614174000";

function unchanged(messages: readonly string[]): readonly (readonly [string, string])[] {
  return messages.map((message) => [message, message]);
}

/** What the registry shows of a message; the one table of it. */
const VECTORS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "plain texts stay": [
    ["Ready: True, Synced: True", "Ready: True, Synced: True"],
    ["Gone", "Gone"],
    ["No status conditions", "No status conditions"],
    [
      "Ready: False (Creating), Synced: True - Unready resources: bucket, user, and 3 more",
      "Ready: False (Creating), Synced: True - Unready resources: bucket, user, and 3 more",
    ],
    ["größe 日本語 e\u0301 ✓ 🚀", "größe 日本語 e\u0301 ✓ 🚀"],
    ["quotes \"a\" 'b' `c` <b> & | \\ $1 $& %s", "quotes \"a\" 'b' `c` <b> & | \\ $1 $& %s"],
  ],
  "one line": [
    ["a\nb\r\nc\rd\te\ff\vg", "a b c d e f g"],
    ["  a   b  ", "a b"],
    ["a\u00a0b\u2003c\u3000d\u2028e\u2029f", "a b c d e f"],
    ["a \u0000 b", "a b"],
    ["", "…"],
    [" \n\t ", "…"],
    ["\u0000\u200b\ufeff", "…"],
  ],
  "control characters": [
    ["a\u0000b\u0007c\u0008d\u007fe\u0085f\u009ag", "abcdef" + "g"],
    ["\u001b[31mred\u001b[0m and \u001b[1;4;38;5;200mbold\u001b[K", "red and bold"],
    ["\u009b31mred\u009b0m", "red"],
    ["\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001b]0;title\u0007text", "text"],
    ["\u001b[ open", "pen"],
    ["\u001b", "…"],
    ["half \ud83d an emoji \ude80", "half \ufffd an emoji \ufffd"],
  ],
  "invisible characters and directions": [
    ["a\u202eb\u202cc\u2066d\u2069e\u200ff", "abcdef"],
    ["zero\u200bwidth\u2060here\ufeff", "zerowidthhere"],
    ["soft\u00adhyphen", "softhyphen"],
    ["private \ue000\u{f0000}use", "private use"],
    ["un\u0378assigned\uffff", "unassigned"],
    ["tag\u{e0041}\u{e007f}s", "tags"],
  ],
  "private keys": [
    ["a -----BEGIN RSA PRIVATE KEY-----\nMII\nabc=\n-----END RSA PRIVATE KEY----- b", "a *** b"],
    ["-----BEGIN CERTIFICATE-----\nMII without an end", "***"],
    ["-----BEGIN X-----1-----END X----- -----BEGIN Y-----2-----END Y-----", "*** ***"],
  ],
  "JSON web tokens": [
    [`token was ${JWT}, rejected`, "token was ***, rejected"],
    [`x-${JWT}`, "x-***"],
    ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "***"],
    ["eyJust a word. And more", "eyJust a word. And more"],
  ],
  "authorization values": [
    ["Bearer abc123def456", "Bearer ***"],
    ["bearer sk-aaaaaaaaaaaaaaaaaaaaaaaa was refused", "bearer *** was refused"],
    ["Basic abcdefghijklmnopqrst", "Basic ***"],
    ["Basic authentication failed", "Basic authentication failed"],
    ["bearer ABC.def-_~+/=9", "bearer ***"],
    ["Basic dXNlcjpwYXNz", "Basic ***"],
    ["BASIC dXNlcjpwYXNzd29yZA==", "BASIC ***"],
    ["Authorization: Bearer lowercase", "Authorization: Bearer ***"],
    ['{"Authorization":"Basic onlyletters"}', '{"Authorization":"Basic ***"}'],
    ["authorization=token abc", "authorization=token ***"],
    ["Bearer\n\u00a0abc123def456", "Bearer ***"],
    ["the bearer token was refused", "the bearer token was refused"],
    ["Basic authentication failed.", "Basic authentication failed."],
    ["bearer token-based login", "bearer token-based login"],
  ],
  "tokens by their form": [
    ["ghp_16C7e42F292c6912E7710c838347Ae178B4a.", "***."],
    ["gho_abcdefgh ghu_abcdefgh ghs_abcdefgh ghr_abcdefgh", "*** *** *** ***"],
    ["github_pat_11ABCDEFG0_abcdefghij", "***"],
    ["key AKIAIOSFODNN7EXAMPLE or ASIAIOSFODNN7EXAMPLE", "key *** or ***"],
    ["AKIA and ASIA alone", "AKIA and ASIA alone"],
  ],
  "passwords in URLs": [
    ["postgres://app:s3cr3t@db:5432/app", "postgres://app:***@db:5432/app"],
    ["redis://:s3cr3t@cache:6379", "redis://:***@cache:6379"],
    ["postgres://u:p@ss@db/x", "postgres://u:***@db/x"],
    ["amqp://u:pa/ss@mq", "amqp://u:***@mq"],
    ["http://a:b@c,http://d:e@f", "http://a:***@c,http://d:***@f"],
    [
      `https://x-access-token:${"a1".repeat(20)}@github.com/o/r`,
      "https://x-access-token:***@github.com/o/r",
    ],
    ["registry:5000/app@sha256:0123", "registry:5000/app@sha256:0123"],
    ["oci://registry:5000/app@sha256:0123", "oci://registry:5000/app@sha256:0123"],
    ["https://host:8443/path?x=1", "https://host:8443/path?x=1"],
  ],
  "values of password, token, secret": [
    ["password=hunter2", "password=***"],
    ["PASSWORD = hunter2;next=1", "PASSWORD = ***;next=1"],
    ["db_password: hunter2", "db_password: ***"],
    ['{"password":"a b","token":"x","keep":"y"}', '{"password":***,"token":***,"keep":"y"}'],
    ['{"password":"a\\"b","keep":1}', '{"password":***,"keep":1}'],
    ['body {\\"password\\":\\"a b\\",\\"keep\\":1}', 'body {\\"password\\":***,\\"keep\\":1}'],
    ["token='x y' next", "token=*** next"],
    ['token="never closed', "token=***"],
    ["client_secret=abc&grant=x", "client_secret=***&grant=x"],
    ["clientSecret: abc", "clientSecret: ***"],
    ["AWS_SECRET_ACCESS_KEY=abc/def+g", "AWS_SECRET_ACCESS_KEY=***"],
    ["api-key: abc, apikey=def", "api-key: ***, apikey=***"],
    ["login --password hunter2 --token abc -v", "login --password *** --token *** -v"],
    ["pass\u200bword=hunter2", "password=***"],
    ["cannot read secret: not found", "cannot read secret: not found"],
    ["secret: s3cr3t", "secret: ***"],
    ['secret "db-conn" not found', 'secret "db-conn" not found'],
    ["secrets/db-conn, secretRef db-conn", "secrets/db-conn, secretRef db-conn"],
    ["token expired, password too short", "token expired, password too short"],
  ],
  "values in other forms": [
    ["'password': 'a''b hunter2' x", "'password': *** x"],
    ["password := hunter2", "password := ***"],
    ["password: | hunter2", "password: ***"],
    ["password: >-\n  hunter2\n  more", "password: ***"],
    ["password=;hunter2", "password=***"],
    ["password=,x", "password=***"],
    ["password: ***@hunter2", "password: ***"],
    ["secret_key: x, secretKey=x", "secret_key: ***, secretKey=***"],
    ["tokens: x, passwords: x", "tokens: ***, passwords: ***"],
    ['{"db_password":"x y"}', '{"db_password":***}'],
    ['"db_password": hunter2', '"db_password": ***'],
    ["postgres://user:123/hunter2@host", "postgres://user:***@host"],
    ["user:pw@tcp(host:3306)/db", "user:***@tcp(host:3306)/db"],
    ["user:p@w@unix(/x.sock)/db", "user:***@unix(/x.sock)/db"],
    ["Bearer: abc123x", "Bearer: ***"],
    ["bearer token abc123x", "bearer token ***"],
    ["basic dXNlcjpwYXNz", "basic ***"],
    [
      'Authorization: Digest username="x", response="0a 1b", qop=auth failed',
      "Authorization: Digest *** failed",
    ],
    ["x_ghp_abcdefgh1234", "x_***"],
    ["TOKENghp_abcdefgh1234", "TOKEN***"],
    ["xAKIAIOSFODNN7EXAMPLE", "x***"],
    ['spec.token: Invalid value: "s3 cr3t": too weak', "spec.token: Invalid value: ***: too weak"],
    ['spec.tokens[0]: Invalid value: "s3"', "spec.tokens[0]: Invalid value: ***"],
    ['password="x y": too weak', "password=***: too weak"],
    ["cannot read token: at Mon, 02 Jan 2006 15:04:05 GMT", "cannot read token: *** …"],
  ],
  "names and prose next to the words of secrets": unchanged([
    "secretName: db, secretKeyRef: db, tokenReview: x, passwordRef: y, imagePullSecrets: regcred",
    'secret "db-token": forbidden',
    'secret "db-token": not found',
    "spec.password: Required value",
    "spec.password: Forbidden: not now",
    "failed to fetch anonymous token: unexpected status",
    "cannot read password: file not found",
    "basic tier-b2ms not offered",
    "weighs_something and SLOVAKIASOMETHINGLONG",
    "oci://registry:5000/image@sha256:0123abcd",
    "app-0xbeef and bucket-0x1f",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8/name",
    "name/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  ]),
  "ids and addresses": [
    [`no object with uid ${UUID}`, "no object with uid …"],
    [`uid:${UUID.toUpperCase()})`, "uid:…)"],
    [`/subscriptions/${UUID}/groups`, "/subscriptions/…/groups"],
    ["request id: 7f3a9b2c-0001", "request id: …"],
    ["RequestID 12345678", "RequestID …"],
    ['X-Request-Id: "abc-123-def"', 'X-Request-Id: "…"'],
    ["requestId=abcdefgh", "requestId=…"],
    ["pointer 0xc000123abc and 0XFF", "pointer … and …"],
    ["request identity not found", "request identity not found"],
    ["request id missing", "request id missing"],
    ["0x and 0xyz and name0x12", "0x and 0xyz and name0x12"],
  ],
  "timestamps": [
    ["at 2026-02-05T17:45:56Z failed", "at … failed"],
    ["at 2026-02-05T17:45:56.123456789+01:00", "at …"],
    ["at 2026-02-05 17:45:56.1234 +0000 UTC m=+0.123456789 x", "at … x"],
    ["at 2026-02-05 17:45 GMT", "at …"],
    ["at 2026-02-05T17:45:56Z EOF", "at … EOF"],
    ["at 2026-02-05 17:45:56 GET /x", "at … GET /x"],
    ["2009/11/10 23:00:00 terraform", "… terraform"],
    ["Date: Mon, 02 Jan 2006 15:04:05 GMT", "Date: …"],
    ["E0102 15:04:05.000000 1 x.go:1", "… 1 x.go:1"],
    ["valid until 2026-02-05, not 2026-02-05.", "valid until 2026-02-05, not 2026-02-05."],
    ["version 1.2026-02-05 of 12:30", "version 1.2026-02-05 of 12:30"],
  ],
  "names of resources": [
    [`pvc-${UUID} is lost`, `pvc-${UUID} is lost`],
    [`volume ${UUID}-root`, `volume ${UUID}-root`],
    ["bucket app-7d9f8b6c5d-x2k4v", "bucket app-7d9f8b6c5d-x2k4v"],
    ["claims/infra/app-pvc.yaml", "claims/infra/app-pvc.yaml"],
    ["volumeclaims.resources.example.org/v1alpha1", "volumeclaims.resources.example.org/v1alpha1"],
    ["sha256:0123456789abcdef0123456789abcdef", "sha256:0123456789abcdef0123456789abcdef"],
  ],
  "the cut": [
    ["a".repeat(256), "a".repeat(256)],
    ["a".repeat(257), `${"a".repeat(255)}…`],
    ["🚀".repeat(256), "🚀".repeat(256)],
    ["🚀".repeat(257), `${"🚀".repeat(255)}…`],
    [`${"a".repeat(254)} 🚀🚀`, `${"a".repeat(254)}…`],
    [`${"a".repeat(254)}🚀🚀🚀`, `${"a".repeat(254)}🚀…`],
    [`${" a".repeat(127)}  `, "a" + " a".repeat(126)],
    [`${"a".repeat(250)} password=${"b".repeat(300)}`, `${"a".repeat(250)} pass…`],
    [`${"a".repeat(240)} password=${"b".repeat(300)}`, `${"a".repeat(240)} password=***`],
  ],
};

for (const [group, vectors] of Object.entries(VECTORS)) {
  Deno.test(`registry text: ${group}`, () => {
    for (const [message, expected] of vectors) {
      assert.equal(toRegistryText(message), expected, JSON.stringify(message));
    }
  });
}

const anyMessage = fc.oneof(
  fc.string({ unit: "binary", maxLength: 600 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.array(
    fc.constantFrom(...Object.values(VECTORS).flat().map(([message]) => message)),
    { maxLength: 5 },
  ).map((parts) => parts.join(" ")),
);

Deno.test("every message has one clean line of at most 256 code points", () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const text = toRegistryText(message);
      assert.ok(text.length > 0 && [...text].length <= REGISTRY_TEXT_LENGTH_MAX);
      assert.ok(text.isWellFormed());
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s|\s$|\s\s/u);
    }),
    { seed: 20_260_208, numRuns: 500 },
  );
});

Deno.test("a registry text is its own registry text", () => {
  const anyPart = fc.oneof(
    fc.constantFrom(...Object.values(VECTORS).flat().flat()),
    fc.constantFrom(...HOSTILE),
    fc.string({ maxLength: 3 }),
  );
  const soup = fc.tuple(
    fc.array(fc.tuple(anyPart, fc.nat(40)), { minLength: 1, maxLength: 6 }),
    fc.constantFrom("", " ", ": ", " - "),
  ).map(([parts, glue]) => parts.map(([part, cut]) => part.slice(0, 300 - cut)).join(glue));
  fc.assert(
    fc.property(fc.oneof(anyMessage, soup), (message) => {
      const text = toRegistryText(message);
      assert.equal(toRegistryText(text), text);
    }),
    { seed: 20_260_208, numRuns: 10_000 },
  );
});

/** Parts that make careless patterns try again and again. */
const HOSTILE = [
  "eyJ",
  "-eyJ",
  "-eyJaaaaaa",
  "eyJaaaaaa.",
  "Bearer ",
  "bearer aaaaaaaa",
  "Basic a",
  "authorization: ",
  "-----BEGIN A",
  "-",
  "--",
  "--a-",
  "a://",
  "a://b:",
  "a://b:@",
  "@",
  "a.",
  "password",
  "password=",
  'password="',
  'password=\\"',
  "\\",
  'password:"\\',
  "token: ",
  "secret: a",
  "secret",
  "request id ",
  "request id a-",
  "1",
  "2026-01-01 00:00 m=+1",
  "12345678-1234-",
  "0x1",
  "\u001b[",
  "\u001b[1;",
  "\u001b]",
  "\u001b]a",
  " ",
  "\n",
  '"',
  "'",
  "a",
  "🚀",
  "ghp_",
  "AKIA",
  "Mon, 0",
  "a:",
  "a:@",
  "a/",
  "a/12345678-",
  "password: | ",
  "token: a b ",
  "password='a'",
  '"db-token": ',
  "authorization: Digest a=b, ",
  "a=b",
  "ghs_a",
  "AKIAA",
  "basic aaaa",
  "a://b:1/",
  "token[a",
  "password=,",
];

Deno.test("hostile messages cost time that grows no faster than their length", () => {
  // Eight times the length: about 8 times the time where it is linear, 64 where it is square.
  const short = 8_192;
  for (const part of HOSTILE) {
    const ratio = Math.min(
      ...[1, 2, 3].map(() =>
        leastTime(fill(part, short * 8)) / Math.max(leastTime(fill(part, short)), 0.05)
      ),
    );
    assert.ok(ratio < 24, `${JSON.stringify(part)}: ${ratio.toFixed(1)} times`);
  }
});

function fill(part: string, length: number): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

function leastTime(message: string): number {
  let least = Infinity;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    toRegistryText(message);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
