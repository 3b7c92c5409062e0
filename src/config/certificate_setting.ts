/** Settings that name a file of certificates, which is looked at when the settings are read. */
import { quote } from "../runtime/visible_text.ts";
import { describeFileProblem } from "./file_problem.ts";
import { failSetting, optionalSetting, type Setting, type SettingLookup } from "./setting.ts";
import { pathValue } from "./value_parser.ts";

/** What is wrong with a file without certificates, to complete "the file ...". */
export const NO_CERTIFICATE = "holds no certificate: expected -----BEGIN CERTIFICATE-----";

const PATH_SHOWN_LENGTH_MAX = 120;

/** A file of certificates in PEM that may be left out; its value is the path. */
export function optionalCertificateFile(
  spec: { readonly variable: string; readonly description: string; readonly absence: string },
): Setting<string | undefined> {
  const value = pathValue({ expected: "the path of a file with certificates in PEM" });
  const path = optionalSetting({ ...spec, value });
  return {
    ...path,
    read: (lookup) => {
      const result = path.read(lookup);
      if (!result.isValid || result.value === undefined) return result;
      const problem = findFileProblem(result.value, lookup);
      if (problem === undefined) return result;
      return failSetting(`the file ${quote(result.value, PATH_SHOWN_LENGTH_MAX)} ${problem}`);
    },
  };
}

/** Whether a text holds a certificate in PEM; the runtime takes any other text for none at all. */
export function hasCertificate(text: string): boolean {
  return /^-----BEGIN CERTIFICATE-----\s*$/m.test(text);
}

function findFileProblem(
  path: string,
  { readTextFile }: Pick<SettingLookup, "readTextFile">,
): string | undefined {
  try {
    if (hasCertificate(readTextFile(path))) return undefined;
    return NO_CERTIFICATE;
  } catch (error) {
    return describeFileProblem(error);
  }
}
