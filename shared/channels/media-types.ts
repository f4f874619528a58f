/** What senders of plain JSON call it. */
export const JSON_TYPES = ["application/json"];

/** What senders of events call them, in CloudEvents' schema or their own. */
export const EVENT_TYPES = [
  ...JSON_TYPES,
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
];

/** A form's, whose fields come as the members of one object. */
export const FORM_TYPE = "application/x-www-form-urlencoded";
