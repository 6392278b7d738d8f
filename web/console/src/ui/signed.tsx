/** An order that an operator signs where the key is, and that is given here. */
import { useState } from "preact/hooks";
import { address, change, getJson } from "../api/client";
import type { OrderBook, OrderTaken } from "../api/types";
import { needsOrder, orderText, signCommand, signedFrom, type Wanted } from "../state/orders";
import { words } from "../words";

const said = words.order;

/** The text to sign, or null where nothing has to be signed. */
export async function orderFor(wanted: Wanted): Promise<string | null> {
  const book = await getJson<OrderBook>(address("orders"));
  return needsOrder(book) ? orderText(book, wanted, new Date()) : null;
}

/** Has an order be taken, as it was pasted. */
export async function giveOrder(pasted: string, text: string): Promise<void> {
  const signed = signedFrom(pasted, text);
  if (signed === null) throw new Error(said.notThis);
  await change<OrderTaken>("POST", address("orders"), { signed });
}

type Props = { text: string; pasted: string; set: (pasted: string) => void };

export function OrderToSign({ text, pasted, set }: Props) {
  const [shown] = useState(() => signCommand(text));
  return (
    <div class="order">
      <p>{said.why}</p>
      <code>{shown}</code>
      <label>
        {said.paste}
        <textarea rows={4} value={pasted} onInput={(event) => set(event.currentTarget.value)} />
      </label>
    </div>
  );
}
