/** Reads the author or committer of a request. */
import type { GitIdentity } from "../git/git_object.ts";
import { gitTime } from "../repository/account.ts";
import { unprocessable, validationFailed } from "../repository/github_refusal.ts";
import type { RequestBody } from "./request_body.ts";

/** The identity in a field, or undefined when it was not sent; without a date it is now. */
export function readIdentity(
  body: RequestBody,
  { field, now }: { readonly field: "author" | "committer"; readonly now: Date },
): GitIdentity | undefined {
  const person = body.object(field);
  if (person === undefined) return undefined;
  person.require("name", "email");
  const [name, email] = [person.requiredText("name"), person.requiredText("email")];
  const empty = [...(name === "" ? ["name"] : []), ...(email === "" ? ["email"] : [])];
  if (empty.length > 0) {
    throw validationFailed(
      ...empty.map((missing) => ({ resource: field, code: "missing_field", field: missing })),
    );
  }
  const date = person.text("date");
  return { name, email, ...(date === undefined ? gitTime(now) : parseDate(date)) };
}

// GitHub keeps the offset in the commit and shows UTC; dates before 1970 become 1970.
function parseDate(date: string): Pick<GitIdentity, "epochSeconds" | "offset"> {
  const match = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/i.exec(date);
  const milliseconds = Date.parse(date);
  if (match === null || Number.isNaN(milliseconds)) {
    throw unprocessable(`Invalid request.\n\n${date} is not a valid date-time.`);
  }
  const zone = match[1] ?? "Z";
  return {
    epochSeconds: Math.max(0, Math.floor(milliseconds / 1000)),
    offset: zone.toUpperCase() === "Z" ? "+0000" : zone.replace(":", ""),
  };
}
