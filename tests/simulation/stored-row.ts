import type { Cells } from "../../shared/application/ports.ts";
import { conversationKey } from "../../shared/domain/conversation.ts";
import { EXCLUSION_REASONS } from "../../shared/domain/exclusion.ts";
import { parseInstant, parsePeriod } from "../../shared/domain/period.ts";
import type { Row } from "../../shared/domain/row.ts";
import { required } from "./required.ts";
import { text, texts } from "./stored-cells.ts";

/** Figure by figure, `<period>|<late, if so>|<figure>`. */
export type FlatFigures = ReadonlyMap<string, number>;

/** The row that cells of `Sessions` hold, read by the text of the design and not by the ledger's code. */
export const rowOfCells = (rowKey: string, cells: Cells): Row => {
  const phase = (["start", "during", "end"] as const).find((known) => known === cells["phase"]);
  const earliest = {
    key: required(conversationKey(rowKey.slice(2))),
    period: required(parsePeriod(text(cells, "period"))),
    at: required(parseInstant(text(cells, "at"))),
    channel: text(cells, "channel"),
    bot: text(cells, "bot"),
    pack: text(cells, "pack"),
    late: cells["late"] === true,
    ...(cells["erased"] === true ? ({ isErased: true } as const) : {}),
    ...(phase === undefined ? {} : { phase }),
  };
  if (rowKey.startsWith("c|")) {
    const bots = texts(cells, "bots");
    return { ...earliest, kind: "counted", bots, escalated: cells["escalated"] === true };
  }
  const reason = required(EXCLUSION_REASONS.find((known) => known === cells["reason"]));
  return { ...earliest, kind: "excluded", reason, evidence: text(cells, "evidence") };
};

/** What the row must be counted by, written down a second time. */
export const figuresOfRow = (row: Row): FlatFigures => {
  const prefix = `${row.period}|${row.late ? "late" : ""}|`;
  const day = new Date(row.at).toISOString().slice(0, 10);
  const figures =
    row.kind === "excluded"
      ? [`excluded|${row.reason}`]
      : ["sessions", `day|${day}`, `channel|${row.channel}`, ...row.bots.map((bot) => `bot|${bot}`)];
  return new Map(figures.map((figure) => [prefix + figure, 1]));
};

/** What a lane holds. */
export const figuresOfLane = (rowKey: string, cells: Cells): FlatFigures => {
  const [, period, lane] = rowKey.split("|");
  const prefix = `${period}|${lane === "late" ? "late" : ""}|`;
  const flat = new Map([[`${prefix}sessions`, Number(cells["sessions"])]]);
  const groups = Object.entries(JSON.parse(text(cells, "figures")) as Record<string, [string, number][]>);
  for (const [by, group] of groups)
    for (const [name, count] of group) flat.set(`${prefix}${by}|${name}`, count);
  return flat;
};
