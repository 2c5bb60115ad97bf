# The image of the service. Pinned by version and not by digest: a digest would freeze the system's
# security fixes with it, and nobody here rebuilds on a schedule that would move it. Whoever does,
# pins `@sha256:…` in the two lines below. The version is the one that package.json pins for
# development; test/repo/dockerfile.test.ts holds them together.
FROM node:26.10.0-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional dependencies are only the Node binary, which the base image has.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26.10.0-trixie-slim
ENV NODE_ENV=production \
    PORTCULLIS_POLICY=/etc/portcullis/portcullis.yml \
    PORTCULLIS_HTTP_HOST=0.0.0.0 \
    PORTCULLIS_HTTP_PORT=8080
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
# The sandbox stays outside: .dockerignore leaves it out.
COPY src ./src
# The one place that is written to; everything else may be mounted read-only.
RUN install --directory --owner=node --group=node /var/lib/portcullis
VOLUME /var/lib/portcullis
# The file portcullis.sqlite is in the folder that the service is started in; with DATABASE_URL there is none.
WORKDIR /var/lib/portcullis
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORTCULLIS_HTTP_PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/src/main.ts", "serve"]
