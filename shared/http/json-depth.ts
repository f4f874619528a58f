const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d;

/** Whether UTF-8 JSON nests arrays and objects deeper than `depthMax`: told before any parser recurses into it. */
export const isDeeperThan = (json: Uint8Array, depthMax: number): boolean => {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] ?? 0;
    if (isText) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (isOpening(byte) && ++depth > depthMax) return true;
    else if (isClosing(byte)) depth--;
  }
  return false;
};
