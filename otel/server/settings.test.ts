import { expect, test } from "vitest";
import { otelSettingsFrom } from "./index.ts";

test("an empty environment names no target and disables nothing", () => {
  expect(otelSettingsFrom({})).toEqual({
    disabled: false,
    serviceName: undefined,
    resourceAttributes: {},
    tracesUrl: undefined,
    headers: {},
    problems: [],
  });
});

test("the endpoint for traces is used as it is and wins over the common one, which is a base", () => {
  const common = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/" };
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://other/in" };

  expect(otelSettingsFrom(common).tracesUrl).toBe("http://collector:4318/v1/traces");
  expect(otelSettingsFrom({ ...common, ...own }).tracesUrl).toBe("https://other/in");
  expect(otelSettingsFrom({ ...common, OTEL_TRACES_EXPORTER: "none" }).tracesUrl).toBeUndefined();
});

test("headers and resource attributes are read as W3C baggage, and the headers for traces win", () => {
  const { headers, resourceAttributes } = otelSettingsFrom({
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a, x-a=1",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-a=2",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=lab,broken=%E0%A4%A,equal=a=b",
  });

  expect(headers).toEqual({ authorization: "Bearer a", "x-a": "2" });
  expect(resourceAttributes).toEqual({
    "deployment.environment.name": "lab",
    broken: "%E0%A4%A",
    equal: "a=b",
  });
});

test("the service's name is read from its own variable, else from the resource attributes", () => {
  const OTEL_RESOURCE_ATTRIBUTES = "service.name=from-resource";
  expect(otelSettingsFrom({ OTEL_RESOURCE_ATTRIBUTES }).serviceName).toBe("from-resource");
  expect(otelSettingsFrom({ OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME: "own" }).serviceName).toBe(
    "own",
  );
});

test("only the word true, in any case, disables the SDK", () => {
  const disabled = ["true", "TRUE", "1", "yes", ""].map(
    (OTEL_SDK_DISABLED) => otelSettingsFrom({ OTEL_SDK_DISABLED }).disabled,
  );
  expect(disabled).toEqual([true, true, false, false, false]);
});

test("a setting that is not supported is reported", () => {
  const { tracesUrl, problems } = otelSettingsFrom({
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317",
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_EXPORTER_OTLP_HEADERS: "lonely",
  });
  expect(tracesUrl).toBeUndefined();
  expect(problems).toEqual([
    "OTLP over gRPC is not supported: set an OTLP/HTTP endpoint, usually port 4318",
    "OTEL_EXPORTER_OTLP_ENDPOINT is not an http(s) URL: collector:4317",
    "OTEL_EXPORTER_OTLP_HEADERS has an entry without a value: lonely",
  ]);
});
