/** The trace viewer, served at `/traces`: a search, and one trace as a waterfall. */
import "@fontsource-variable/jetbrains-mono/index.css";
import "@fontsource/chakra-petch/latin-500.css";
import "@fontsource/chakra-petch/latin-600.css";
import "./tokens.css";
import "./base.css";
import { render } from "preact";
import { setColourTokens } from "#transport/catalog";
import { watchLocation, route } from "./router.ts";
import { Header } from "./header.tsx";
import { SearchPage } from "./search/page.tsx";
import { watchSearch } from "./search/model.ts";
import { pollStore } from "./store.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { watchTrace } from "./trace/model.ts";
import { TracePage } from "./trace/page.tsx";

function Page() {
  switch (route.value.view) {
    case "search":
      return <SearchPage />;
    case "trace":
      return <TracePage />;
    case "unknown":
      return <NotFoundPage />;
  }
}

function Viewer() {
  return (
    <>
      <Header />
      <Page />
    </>
  );
}

setColourTokens(document.documentElement.style);
watchLocation();
pollStore();
watchSearch();
watchTrace();
const container = document.querySelector("#viewer");
if (container) render(<Viewer />, container);
