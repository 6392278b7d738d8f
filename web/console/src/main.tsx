import { render } from "preact";
import { App } from "./app";
import { listenToAddress } from "./route";
import { returnedIn, tellReturned } from "./state/login";
import { begin, watchRefusals } from "./state/session";
import { words } from "./words";

const place = document.getElementById("app");
const returned = returnedIn(location.search);
if (returned !== null) {
  tellReturned(returned);
  if (place !== null) render(<p class="card">{words.session.loggedIn}</p>, place);
} else {
  listenToAddress();
  watchRefusals();
  void begin();
  if (place !== null) render(<App />, place);
}
