/** The credential of a request: `Authorization: Bearer <ticket or session key>` (RFC 6750 §2.1). */

export const bearerToken = ({
  headers,
}: {
  readonly headers: { readonly authorization?: string | undefined };
}): string | undefined => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
