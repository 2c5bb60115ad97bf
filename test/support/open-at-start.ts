/** What the first sweep of the sandbox says: AWS's directory is open to everywhere from the start. */
export const OPEN_AT_START = '1 group was open beyond policy before Portcullis came';
