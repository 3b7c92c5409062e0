/**
 * The private key of a GitHub App: an RSA key in PEM, of several lines. Variables often hold it on
 * one line with `\n` in place of line ends. Only its form is looked at here; whether it is a key
 * shows when it first signs.
 */
import { type ParsedSecret, SECRET_LENGTH_MAX, type SecretForm } from "./secret.ts";

const EXPECTED = "an RSA private key in PEM, from -----BEGIN to -----END-----";

/** An unencrypted RSA key in PEM, as PKCS#1 (which GitHub gives out) or PKCS#8. */
export const PRIVATE_KEY_FORM: SecretForm = { expected: EXPECTED, parse: parsePrivateKey };

const PEM = /^-----BEGIN ((?:RSA )?PRIVATE KEY)-----\n([A-Za-z0-9+/=\n]+)\n-----END \1-----\n$/;

function parsePrivateKey(text: string): ParsedSecret {
  const lines = text.replaceAll("\\r", "").replaceAll("\\n", "\n").split(/\r?\n/);
  const value = `${lines.map((line) => line.trim()).filter((line) => line !== "").join("\n")}\n`;
  if (PEM.test(value) && value.length <= SECRET_LENGTH_MAX) return { isValid: true, value };
  return { isValid: false, problem: `${describe(value)}: expected ${EXPECTED}` };
}

function describe(value: string): string {
  if (value === "\n") return "is empty";
  if (value.length > SECRET_LENGTH_MAX) return `is longer than ${SECRET_LENGTH_MAX} characters`;
  if (/BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED$/m.test(value)) return "is encrypted";
  if (/BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY)/.test(value)) return "holds no private key";
  return "is not such a key";
}
