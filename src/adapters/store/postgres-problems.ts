import { messageOf } from '../../domain/outside-error.ts';

/** What to do about what PostgreSQL, Node's network or its TLS answered, by the code of the error. */
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start the server, or mend host and port in DATABASE_URL',
  ENOTFOUND: 'there is no such host: mend the host in DATABASE_URL',
  ETIMEDOUT: 'it does not answer: look at the network between, and at the host in DATABASE_URL',
  '28P01': 'mend user and password in DATABASE_URL',
  '28000':
    "the server's pg_hba.conf lets this user in from here only otherwise, or not at all: mend sslmode or that file",
  '3D000': 'create the database, or mend its name in DATABASE_URL',
  '42501': 'the role needs usage and create on the schema of its database (docs/operations.md)',
  '53300': 'the server has no connection left: raise max_connections, or run fewer replicas',
  SELF_SIGNED_CERT_IN_CHAIN:
    'name the file of the signing certificate with sslrootcert in DATABASE_URL',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'name the file of its certificate with sslrootcert in DATABASE_URL',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'name the file of the signing certificate with sslrootcert in DATABASE_URL',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'name the file of the signing certificate with sslrootcert in DATABASE_URL',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate is of another host: use the name that it is of in DATABASE_URL',
  ENOENT: 'mend sslrootcert in DATABASE_URL',
};

/** The same problem with what to do about it. */
export function openingProblem(error: unknown): Error {
  const code = codeOf(error);
  const advice = code === null ? adviceByText(messageOf(error)) : ADVICE[code];
  // One of several addresses that were tried has the text.
  const text = messageOf(error) || (code ?? 'unknown');
  return new Error(advice === undefined ? text : `${text}: ${advice}`, { cause: error });
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** `pg` gives these no code. */
function adviceByText(text: string): string | undefined {
  if (text.includes('does not support SSL')) {
    return 'turn TLS on in the server; sslmode=disable is only for a server on this machine';
  }
  return text.includes('timeout') ? ADVICE.ETIMEDOUT : undefined;
}
