import { render } from "preact";
import { App } from "./app";
import { listenToAddress } from "./route";
import { begin, watchRefusals } from "./state/session";

listenToAddress();
watchRefusals();
void begin();
const place = document.getElementById("app");
if (place !== null) render(<App />, place);
