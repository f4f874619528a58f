/** No answer came. */
export type Unanswered = {
  readonly outcome: "failed";
  readonly reason:
    | "timeout"
    | "dns"
    | "connection refused"
    | "connection closed"
    | "unreachable"
    | "tls"
    | "bad answer"
    | "connection failed";
};

/** How far a request had come. */
export type Stage = "connecting" | "securing" | "exchanging";

/** Why no answer came, in a few words of ours: a fault's own text may quote what the receiver sent. */
export const reasonOf = (stage: Stage, fault: Error | undefined): Unanswered["reason"] => {
  const code = fault !== undefined && "code" in fault ? String(fault.code) : "";
  if (code === "ETIMEDOUT") return "timeout";
  if (code === "ECONNREFUSED") return "connection refused";
  if (/^E(?:NET|HOST)UNREACH$|^EADDRNOTAVAIL$/.test(code)) return "unreachable";
  if (stage === "securing") return "tls";
  if (code.startsWith("HPE_")) return "bad answer";
  return stage === "exchanging" ? "connection closed" : "connection failed";
};
