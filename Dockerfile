# The game server with its client built. Debian 13, because a native transport needs glibc 2.38 or newer.
FROM node:26-trixie-slim AS build
WORKDIR /crosswire
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:26-trixie-slim
WORKDIR /crosswire
COPY --from=build /crosswire ./
RUN mkdir /data && chown node:node /data
USER node
ENV HOST=0.0.0.0 DATA_DIR=/data
EXPOSE 3000/tcp 3443/tcp 3001/udp 3002/udp
CMD ["node_modules/.bin/node", "server/main.ts"]
