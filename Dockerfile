# The collector and the informer as one image: a compiled program on a base without a shell.
#
# The first stage runs on the machine that builds, whatever the image is for: the compiler packs the
# program for other processors as well, so nothing is emulated. The context has no .git; what the
# program shall say of itself arrives in three arguments, as `deno task build:facts` prints it.

# The indexes of all platforms; an update raises tag and digest together.
ARG DENO_IMAGE=docker.io/denoland/deno:2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d
# A program of Deno needs glibc (2.27 or newer) and libgcc: `cc` of Debian 12 has both (2.36).
ARG BASE_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f

FROM --platform=$BUILDPLATFORM ${DENO_IMAGE} AS compile
ARG TARGETOS
ARG TARGETARCH
WORKDIR /build
COPY deno.json deno.lock main.ts ./
COPY src ./src
ARG BUILD_VERSION
ARG BUILD_COMMIT
ARG BUILD_DATE
RUN BUILD_VERSION="${BUILD_VERSION:?expected as --build-arg, as deno task build:facts prints it}" \
    BUILD_COMMIT="${BUILD_COMMIT:?expected as --build-arg, as deno task build:facts prints it}" \
    BUILD_DATE="${BUILD_DATE:?expected as --build-arg, as deno task build:facts prints it}" \
    deno task compile --target="$TARGETOS/$TARGETARCH" --output=out/machinery-status-collector

# Nothing is written at run time, so the root file system may be read-only. There is no HEALTHCHECK:
# the probes of Kubernetes ask /healthz and /readyz.
FROM ${BASE_IMAGE}
COPY --from=compile /build/out/machinery-status-collector /machinery-status-collector
USER 65532:65532
# The collector's port, and the one of an informer.
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
# Without a word it is the collector; `informer` makes it one, and `version` tells which build it is.
ENTRYPOINT ["/machinery-status-collector"]
ARG BASE_IMAGE
ARG BUILD_VERSION
ARG BUILD_COMMIT
ARG BUILD_DATE
# Where the sources are, as a URL.
ARG BUILD_SOURCE
LABEL org.opencontainers.image.title="machinery-status-collector" \
      org.opencontainers.image.description="Keeps the status of Kubernetes claims in a registry file in Git up to date" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${BUILD_VERSION}" \
      org.opencontainers.image.revision="${BUILD_COMMIT}" \
      org.opencontainers.image.created="${BUILD_DATE}" \
      org.opencontainers.image.source="${BUILD_SOURCE}" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
