/** What a host is asked for at most; whoever asks for less lowers them. */
export const limits = {
  /** One after the other, from the dial until a host has joined. */
  operationsToJoined: 12,
  roundTripsToJoined: 34,
  /** sshd lets in ten sessions on a connection, and closing ones overlap with new ones. */
  commandsAtATime: 6,
  dialsAtATime: 16,
} as const;
