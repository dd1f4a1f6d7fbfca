/** The live region for screen readers (announcements.ts). It stays in the page while the screens change. */
import { effect, signal } from "@preact/signals";
import { connection, round, scores, vitals } from "../../view.ts";
import { announcementOf, type AnnouncerState } from "./announcements.ts";

const announcement = signal("");
const moment = (): AnnouncerState => ({
  connection: connection.value,
  round: round.value,
  scores: scores.peek(),
  flying: vitals.value.flying,
});

let before: AnnouncerState | undefined;
effect(() => {
  const now = moment();
  const news = before && announcementOf(before, now);
  before = now;
  if (news !== undefined) announcement.value = news;
});

export function Announcer() {
  return (
    <p class="unseen" role="status" aria-live="polite" aria-label="News">
      {announcement}
    </p>
  );
}
