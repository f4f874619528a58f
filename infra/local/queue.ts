/** A message as it was taken from a queue: hidden from others until `nextVisibleAt`. */
export type QueueMessage = {
  readonly id: string;
  /** Proves who took it last; another after every `hide`. */
  readonly popReceipt: string;
  /** As stored, still encoded. */
  readonly text: string;
  /** How often it was taken, this time included. */
  readonly dequeueCount: number;
  readonly insertedAt: Date;
  readonly expiresAt: Date;
  readonly nextVisibleAt: Date;
};

/** A storage queue, there or not. All but `onSent` reject while the storage does not answer. */
export type Queue = {
  readonly name: string;
  /** Takes up to `max` messages (32 at most) and hides them for `hiddenMs`; none where there is no queue. */
  readonly take: (max: number, hiddenMs: number) => Promise<readonly QueueMessage[]>;
  /** Makes the queue where there is none. Repeating it makes a second message. */
  readonly send: (text: string) => Promise<void>;
  /** Hides a message for `hiddenMs` from now: its new pop receipt, or undefined where someone else took it since. */
  readonly hide: (message: QueueMessage, hiddenMs: number) => Promise<string | undefined>;
  /** Does nothing where someone else took the message since, or deleted it. */
  readonly remove: (message: QueueMessage) => Promise<void>;
  /** Calls `task` after every `send` of this process. */
  readonly onSent: (task: () => void) => void;
};
