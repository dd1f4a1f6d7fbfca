import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { attribute } from "#protocol/tracing";

test("each dimension of Jaeger's span metrics is an attribute of ours", () => {
  const config = parse(readFileSync(`${import.meta.dirname}/config.yml`, "utf8")) as {
    connectors: { spanmetrics: { dimensions: { name: string }[] } };
  };
  const names = config.connectors.spanmetrics.dimensions.map(({ name }) => name);
  expect(names).toEqual([attribute.transport, attribute.operationName, attribute.destination]);
});
