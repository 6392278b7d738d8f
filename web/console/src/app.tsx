import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { formatRoute, route } from "./route";
import { heardAt, liveness, overview, watchOverview } from "./state/live";
import { leave, session } from "./state/session";
import { hasToken } from "./api/client";
import { offered, pages } from "./pages";
import { SignIn } from "./signin";
import { ErrorNote } from "./ui/parts";
import { countOn } from "./ui/age";
import { switchTheme } from "./ui/theme";
import { ApiError } from "./api/client";
import { begin } from "./state/session";
import { words } from "./words";

export function App() {
  const { value } = session;
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {words.skip}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        {value.state === "locked" && <SignIn message={value.message} />}
        {value.state === "unreachable" && (
          <ErrorNote error={new ApiError(0, words.errors.unreachable)} again={() => void begin()} />
        )}
        {value.state === "open" && <Page />}
      </main>
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Header() {
  const { value } = session;
  const open = value.state === "open" ? value.caller : null;
  return (
    <header class="top">
      <a class="brand" href={formatRoute({ page: "overview", params: {} })}>
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <rect width="32" height="32" rx="7" class="tile" />
          <path d="M7 11h18M7 21h18M11 11V6.5M16 11V5M21 11V6.5M11 21v-4.5M16 21v-6M21 21v-4.5" />
        </svg>
        {words.product}
      </a>
      {open && (
        <nav>
          {offered(open, overview.value?.services ?? null).map(({ name, title }) => (
            <a
              key={name}
              href={formatRoute({ page: name, params: {} })}
              aria-current={route.value.page === name ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      )}
      <div class="status">
        {open?.whole && <Live />}
        {open && (
          <span class="who" title={open.name}>
            {open.collection}@{open.site}
          </span>
        )}
        <button type="button" class="plain" onClick={switchTheme} aria-label={words.theme}>
          ◐
        </button>
        {open && hasToken() && (
          <button type="button" onClick={leave}>
            {words.session.leave}
          </button>
        )}
      </div>
    </header>
  );
}

function Live() {
  const state = liveness.value;
  const since = heardAt.value?.toISOString().slice(11, 19) ?? "–";
  const text = state === "stale" ? words.live.stale(`${since} UTC`) : words.live[state];
  return (
    <span class={`live ${state}`} role="status">
      {text}
    </span>
  );
}

function Page() {
  const { value } = session;
  const whole = value.state === "open" && value.caller.whole;
  useEffect(() => (whole ? watchOverview() : undefined), [whole]);
  useEffect(countOn, []);
  const found = pages.find(({ name }) => name === route.value.page) ?? pages[0];
  const Shown = found?.show as ComponentType;
  useEffect(() => {
    document.title = `${found?.title} · ${words.product}`;
  }, [found]);
  return <Shown />;
}
