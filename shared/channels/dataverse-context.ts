import * as z from "zod";
import { type Instant, instant } from "../domain/period.ts";
import { timeOf } from "./activity-time.ts";

/** The attributes of a row, by name, each as it came. */
export type Attributes = ReadonlyMap<string, unknown>;

/** What Dataverse tells of one operation on a row. */
export type DataverseContext = {
  readonly entity: string | undefined;
  readonly entityId: unknown;
  readonly at: Instant | undefined;
  /** The row as it was written; undefined where that was cut, or is none. */
  readonly target: Attributes | undefined;
  readonly images: readonly Attributes[];
  /** The body was over 256 KB, and what is large in it was taken out. */
  readonly isCut: boolean;
};

const PAIRS = z.array(z.object({ key: z.string(), value: z.unknown().optional() }));
const LOOSE_PAIRS = PAIRS.optional().catch(undefined);
const TEXT = z.string().optional().catch(undefined);
const CONTEXT = z.object({
  PrimaryEntityName: TEXT,
  PrimaryEntityId: z.unknown().optional(),
  OperationCreatedOn: z.unknown().optional(),
  InputParameters: LOOSE_PAIRS,
  PostEntityImages: LOOSE_PAIRS,
});
const ROW = z.object({ Attributes: PAIRS });
const REFERENCE = z.object({ Id: z.string() });
const OPTION = z.union([z.number(), z.object({ Value: z.number() }).transform(({ Value }) => Value)]);
const DATE = /^\/Date\((\d{1,15})(?:[+-]\d{4})?\)\/$/;

/**
 * Reads the body of a Dataverse webhook; undefined where it is no JSON object.
 * Source: Microsoft Learn, "Use webhooks to create external handlers for server events".
 */
export const dataverseContextOf = (
  payload: unknown,
  isSaidToBeCut: boolean,
): DataverseContext | undefined => {
  const { data } = CONTEXT.safeParse(payload);
  if (data === undefined) return undefined;
  const target = data.InputParameters?.find(({ key }) => key === "Target")?.value;
  return {
    entity: data.PrimaryEntityName,
    entityId: data.PrimaryEntityId,
    at: dataverseTimeOf(data.OperationCreatedOn),
    target: attributesOf(target),
    images: (data.PostEntityImages ?? []).flatMap(({ value }) => attributesOf(value) ?? []),
    isCut: isSaidToBeCut || !data.InputParameters?.length,
  };
};

/** The time that `/Date(ms+zzzz)/` tells, whose offset moves nothing; or any other spelling of one. */
export const dataverseTimeOf = (value: unknown): Instant | undefined => {
  const [, epochMs] = typeof value === "string" ? (DATE.exec(value) ?? []) : [];
  return epochMs === undefined ? timeOf(value) : instant(Number(epochMs));
};

/** The id of the row that an attribute refers to. */
export const referredId = (value: unknown): string | undefined => REFERENCE.safeParse(value).data?.Id;

/** The number of the option that an attribute holds. */
export const optionOf = (value: unknown): number | undefined => OPTION.safeParse(value).data;

const attributesOf = (row: unknown): Attributes | undefined => {
  const { data } = ROW.safeParse(row);
  return data && new Map(data.Attributes.map(({ key, value }) => [key, value]));
};
