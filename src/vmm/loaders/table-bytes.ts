/** What the tables of ACPI and SMBIOS have in common. */

/** The byte that makes the sum of all bytes 0 modulo 256. The byte itself must be 0 or not be among them. */
export function checksum(bytes: Uint8Array): number {
  return -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
}

/** Writes text without an end mark. */
export function putText(bytes: Uint8Array, at: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), at);
}
