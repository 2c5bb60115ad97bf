/** A small policy that is right, as lines: tests change one line and look at what is said of it. */
export const RIGHT_LINES = [
  'version: 1',
  'networks:',
  '  office: [10.9.8.0/28]',
  'guards:',
  '  - name: hosts',
  '    kind: windows',
  '    match:',
  '      - id: sg-0123456789abcdef0',
  '    approved:',
  '      rdp: [office]',
  'approvers:',
  '  users: [U0123ABCD]',
  'slack:',
  '  channel: C0123ABCD',
] as const;

/** The small policy with the lines given by number (from 1) put in the place of its own. */
export function policyText(changed: Readonly<Record<number, string>> = {}): string {
  return RIGHT_LINES.map((line, i) => changed[i + 1] ?? line).join('\n');
}
