/** The trace viewer, served at `/traces`: a search, and one trace in one of its views. */
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
import { TracePage } from "./trace/page.tsx";

function Page() {
  const place = route.value;
  switch (place.page) {
    case "search":
      return <SearchPage />;
    case "trace":
      return <TracePage route={place} />;
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
const container = document.querySelector("#viewer");
if (container) render(<Viewer />, container);
