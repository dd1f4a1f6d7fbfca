/** One shot in one trace of the query API: from browser A through the server to browser B. And what pages may send as spans. */
import { expect, expectTransport, openTab, test, type Tab } from "./support/game-fixtures.ts";
import { startServer } from "./support/server.ts";

interface Attribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly doubleValue?: number;
    readonly intValue?: string | number;
  };
}
interface Span {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
}
interface PlacedSpan extends Span {
  readonly service: string;
  readonly instance: string;
}

const text = (attributes: readonly Attribute[], key: string): string =>
  attributes.find((attribute) => attribute.key === key)?.value.stringValue ?? "";
const number = (attributes: readonly Attribute[], key: string): number => {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return Number(value?.doubleValue ?? value?.intValue ?? 0);
};

async function spansOf(url: string, traceId: string): Promise<PlacedSpan[]> {
  const response = await fetch(`${url}/api/v3/traces/${traceId}`);
  if (!response.ok) return [];
  const { result } = (await response.json()) as {
    result: {
      resourceSpans: {
        resource: { attributes: Attribute[] };
        scopeSpans: { spans: Span[] }[];
      }[];
    };
  };
  return result.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        service: text(resource.attributes, "service.name"),
        instance: text(resource.attributes, "service.instance.id"),
      })),
    ),
  );
}

/**
 * The trace of a shot that the server applied. A command that comes too late for its tick, as from a page that stood still for a
 * moment, fires nothing: the page then sees a miss whose trace ends at the server, and the player shoots again.
 */
async function appliedShot(tab: Tab, url: string): Promise<string> {
  let traceId = "";
  await expect(async () => {
    const before = traceId;
    await tab.page.mouse.click(300, 60);
    await expect
      .poll(async () => {
        const { traceId: id = before, outcome } = (await tab.stats()).lastShot ?? {};
        traceId = id;
        return id !== before && outcome;
      })
      .toMatch(/hit|missed/);
    const names = async () => (await spansOf(url, traceId)).map(({ name }) => name);
    await expect.poll(names, { message: "the shot has ended" }).toContain("shot");
    expect(await names(), "the server applied the shot").toContain("apply");
  }).toPass({ timeout: 45_000 });
  return traceId;
}

test("a shot is one trace with spans of both browsers and the server; each span begins after its parent and ends before the root, within the clock error", async ({
  openTab,
  server,
}) => {
  const a = await openTab("Ann", "room=trace&bots=0");
  const b = await openTab("Bob", "room=trace&bots=0");
  await expectTransport(a, "webrtc");
  await expectTransport(b, "webrtc");

  const traceId = await appliedShot(a, server.url);

  const observers = async (): Promise<number> =>
    new Set(
      (await spansOf(server.url, traceId))
        .filter(({ name }) => name.startsWith("observe"))
        .map(({ instance }) => instance),
    ).size;
  await expect.poll(observers, { message: "both browsers saw the shot" }).toBe(2);

  const spans = await spansOf(server.url, traceId);
  const names = spans.map(({ service, name }) => `${service}: ${name}`);
  expect(names).toEqual(
    expect.arrayContaining([
      "crosswire-browser: shot",
      "crosswire-browser: send input",
      "crosswire-server: process input",
      "crosswire-server: apply",
      "crosswire-browser: observe",
    ]),
  );
  // Each browser recorded one observation.
  expect(names.filter((name) => name.endsWith(": observe"))).toHaveLength(2);
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map(({ name }) => name)).toEqual(["shot"]);

  for (const span of spans) {
    if (!span.parentSpanId) continue;
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    expect(parent, `${span.name} has its parent in the trace`).toBeDefined();
    if (!parent) continue;
    const errorMs =
      number(span.attributes, "clock.error_ms") + number(parent.attributes, "clock.error_ms");
    const earlyMs = Number(BigInt(parent.startTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
    expect(earlyMs, `${span.name} starts inside ${parent.name}`).toBeLessThanOrEqual(errorMs);
    expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
  }
  // The root lasts from the key press to the outcome, so every span ends inside of it.
  const [root] = roots;
  for (const span of spans) {
    const errorMs =
      number(span.attributes, "clock.error_ms") + number(root?.attributes ?? [], "clock.error_ms");
    const lateMs =
      Number(BigInt(span.endTimeUnixNano) - BigInt(root?.endTimeUnixNano ?? "0")) / 1e6;
    expect(lateMs, `${span.name} ends before the shot's outcome was seen`).toBeLessThanOrEqual(
      errorMs,
    );
  }
});

test("T opens the trace of the last shot in the viewer", async ({ openTab, context, server }) => {
  const a = await openTab("Tia", "room=trace-key&bots=0");
  await appliedShot(a, server.url);
  const opened = context.waitForEvent("page");
  await a.page.keyboard.press("t");
  const viewer = await opened;
  await expect(viewer.getByRole("treegrid")).toContainText("process input");
  await expect(viewer.getByRole("treegrid")).toContainText("observe");
});

test("where only players' spans are taken, the server takes those of a page with the key of its session, and refused ones are counted on the page and in the store", async ({
  context,
}) => {
  const server = await startServer({ env: { TRACE_INTAKE: "players" } });
  const player = await openTab(context, server.url, "Kit", "room=key&autopilot=1");
  await expect.poll(async () => (await player.stats()).spans.exported).toBeGreaterThan(100);
  expect((await player.stats()).spans).toMatchObject({ refused: 0, failed: 0 });

  const keyless = await openTab(context, server.url, "Kay", "room=key&autopilot=1", (page) =>
    page.route("**/v1/traces", async (route) => {
      const { authorization: _, ...headers } = route.request().headers();
      await route.continue({ headers });
    }),
  );
  await expect.poll(async () => (await keyless.stats()).spans.refused).toBeGreaterThan(100);
  expect((await keyless.stats()).spans).toMatchObject({ exported: 0, failed: 0 });
  const counts = await fetch(`${server.url}/api/crosswire/store`);
  expect((await counts.json()).refusedRequests.notAdmitted).toBeGreaterThan(0);
  await server.stop();
});

test("the viewer shows NaN, Infinity and -Infinity in the attributes of a foreign span", async ({
  context,
  server,
}) => {
  const traceId = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
  const values = ["NaN", "Infinity", "-Infinity"].map((doubleValue) => ({ doubleValue }));
  const attributes = [
    { key: "plain", value: values[0] },
    { key: "size_bytes", value: values[1] },
    { key: "wait_ms", value: values[2] },
    { key: "list", value: { arrayValue: { values } } },
  ];
  const times = {
    startTimeUnixNano: "1790000000000000000",
    endTimeUnixNano: "1790000000001000000",
  };
  const spans = [{ traceId, spanId: "1122334455667788", name: "foreign", attributes, ...times }];
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const headers = { "content-type": "application/json" };
  await fetch(`${server.url}/v1/traces`, { method: "POST", headers, body });

  const page = await context.newPage();
  await page.goto(`${server.url}/traces/${traceId}`);
  await page.getByRole("treegrid").getByText("foreign").click();
  const details = page.getByRole("complementary", { name: "foreign" });
  await expect(details.locator("dd")).toContainText([
    "NaN, Infinity, -Infinity",
    "NaN",
    "Infinity",
    "-Infinity",
  ]);
});
