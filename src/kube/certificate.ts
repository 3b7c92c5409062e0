/** Looks at PEM texts before they go to the runtime, which takes a wrong CA without a word. */

/** The text, if there is a certificate in it; throws `TypeError` otherwise. */
export function checkCertificates(pem: string): string {
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw new TypeError("it holds no certificate");
  return pem;
}
