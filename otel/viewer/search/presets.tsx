/** Four ready searches. */
import "./presets.css";
import { route } from "../router.ts";
import { anySearch, searchUrl } from "../route.ts";

const presets = [
  {
    name: "Shots",
    operation: "shot",
    about: "One shot, from the key press to every screen that showed it",
  },
  { name: "Ticks", operation: "tick", about: "One server tick: inputs in, snapshots out" },
  { name: "Connects", operation: "connect", about: "One connection attempt and its phases" },
  { name: "Swaps", operation: "swap", about: "One change of transport during a match" },
] as const;

export function Presets() {
  const { value } = route;
  const current = value.page === "search" ? value.search : anySearch;
  return (
    <nav class="presets" aria-label="Presets">
      {presets.map(({ name, operation, about }) => {
        const { lookbackMinutes, limit, live } = current;
        const address = searchUrl({ ...anySearch, lookbackMinutes, limit, live, operation });
        return (
          <a
            key={name}
            href={address}
            title={about}
            aria-current={current.operation === operation ? "true" : undefined}
          >
            {name}
          </a>
        );
      })}
    </nav>
  );
}
