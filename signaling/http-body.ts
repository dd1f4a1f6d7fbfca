/** JSON bodies and parameters of HTTP routes, validated by valibot schemas. Fields that a schema does not name are left out. */
import * as v from "valibot";

/** A field of a request. `hint` is the error that the player reads, for example after a mistake in the page's address. */
export interface HttpField<S extends v.GenericSchema = v.GenericSchema> {
  readonly schema: S;
  readonly hint: string;
}
type HttpFields = Readonly<Record<string, HttpField>>;

export interface HttpSchema<F extends HttpFields = HttpFields> {
  readonly schema: v.ObjectSchema<{ readonly [K in keyof F]: F[K]["schema"] }, undefined>;
  readonly validate: (
    data: unknown,
  ) => { readonly value: unknown } | { readonly error: InvalidRequest };
}
/** What a handler finds in the request. */
export type ValueOfHttp<S extends HttpSchema> = v.InferOutput<S["schema"]>;

/** A request that breaks its schema; answered with 400 and the message. */
export class InvalidRequest extends Error {
  readonly statusCode = 400;
  constructor(hint: string) {
    super(hint);
    this.name = "InvalidRequest";
  }
}

export const httpField = <S extends v.GenericSchema>(hint: string, schema: S): HttpField<S> => ({
  hint,
  schema,
});

export function httpSchema<const F extends HttpFields>(fields: F): HttpSchema<F> {
  const entries = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.schema]),
  );
  const schema = v.object(entries) as unknown as HttpSchema<F>["schema"];
  return {
    schema,
    validate(data) {
      // An array would pass as an object whose fields are all missing.
      if (Array.isArray(data)) return { error: new InvalidRequest(noObject) };
      const result = v.safeParse(schema, data);
      if (result.success) return { value: result.output };
      const key = result.issues[0].path?.[0]?.key;
      const hint = typeof key === "string" ? fields[key]?.hint : undefined;
      return { error: new InvalidRequest(hint ?? noObject) };
    },
  };
}

/** Options of a route whose body is `http`. */
export const bodyOf = (http: HttpSchema) => ({
  schema: { body: http.schema },
  validatorCompiler: () => http.validate,
});

/** Options of a route whose parameters are `http`. */
export const paramsOf = (http: HttpSchema) => ({
  schema: { params: http.schema },
  validatorCompiler: () => http.validate,
});

const noObject = "the request should be JSON: an object with the fields of this route";
