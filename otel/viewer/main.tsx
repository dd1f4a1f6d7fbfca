/** The trace viewer, served at `/traces`: a search, and one trace as a waterfall. */
import "@fontsource-variable/jetbrains-mono/index.css";
import "@fontsource/chakra-petch/latin-500.css";
import "@fontsource/chakra-petch/latin-600.css";
import "./tokens.css";
import "./base.css";
import { render } from "preact";
import { followAddress, place } from "./address.ts";
import { Header } from "./header.tsx";
import { SearchPage } from "./search/page.tsx";
import { watchSearch } from "./search/model.ts";
import { watchStore } from "./store.ts";
import { UnknownPage } from "./unknown.tsx";
import { watchTrace } from "./trace/model.ts";
import { TracePage } from "./trace/page.tsx";

function Page() {
  switch (place.value.view) {
    case "search":
      return <SearchPage />;
    case "trace":
      return <TracePage />;
    case "unknown":
      return <UnknownPage />;
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

followAddress();
watchStore();
watchSearch();
watchTrace();
const ground = document.querySelector("#viewer");
if (ground) render(<Viewer />, ground);
