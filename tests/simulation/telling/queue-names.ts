/** The queues of the app. */
export const QUEUE_NAMES = ["shortfall-checks", "notifications"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];
