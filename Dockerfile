# The game server with its client built. Debian 13, because a native transport needs glibc 2.38 or newer.
# A tag may change. For a reproducible image build from a digest, which `docker buildx imagetools inspect node:26-trixie-slim` prints:
#   NODE_IMAGE=node@sha256:… docker compose up --build
ARG NODE_IMAGE=node:26-trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /crosswire
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /crosswire
# The files belong to root and the server runs as another user, so it cannot change itself.
COPY --from=build /crosswire ./
RUN mkdir /data && chown node:node /data
USER node
ENV HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 3000/tcp 3443/tcp 3001/udp 3002/udp
CMD ["node_modules/.bin/node", "server/main.ts"]
