import { connect } from "node:net";

const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;

/** Types of all keys that an SSH agent has, such as `sk-ssh-ed25519@openssh.com`; ssh2 lists only those that it knows. */
export async function agentKeyTypes(agent: string): Promise<string[]> {
  const socket = connect(agent);
  try {
    socket.write(REQUEST_IDENTITIES);
    let answer = Buffer.alloc(0);
    for await (const chunk of socket) {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readUInt32BE(0)) return typesIn(answer.subarray(4));
    }
    return [];
  } finally {
    socket.destroy();
  }
}

/** An answer is its kind, a count, and for each key the public key and a comment. */
function typesIn(answer: Buffer): string[] {
  if (answer[0] !== IDENTITIES_ANSWER) return [];
  let rest = answer.subarray(5);
  return Array.from({ length: answer.readUInt32BE(1) }, () => {
    const [key, afterKey] = text(rest);
    const [, afterComment] = text(afterKey);
    rest = afterComment;
    return text(key)[0].toString();
  });
}

/** A text with its length in front, and what comes after it. */
function text(from: Buffer): [Buffer, Buffer] {
  const end = 4 + from.readUInt32BE(0);
  return [from.subarray(4, end), from.subarray(end)];
}
