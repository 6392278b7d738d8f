# One image for each service: docker build --build-arg SERVICE=manager -t spicerack/manager .
# Another base needs a Python of at least 3.11 as `python3`, with its venv module, and Debian's packages.
# A mirror of PyPI and an authority of one's own are secrets of the build, so no layer keeps them:
#   --secret id=pip,src=pip.conf --secret id=certificates,src=bundle.crt
# `scripts/container-images` does all of it.
ARG BASE_IMAGE=python:3.13-slim-bookworm
ARG SERVICE=manager

# The only pip there is: environments of images have none.
FROM ${BASE_IMAGE} AS builder
RUN python3 -m venv /build
COPY scripts/image-layer /build/bin/

FROM builder AS wheel
WORKDIR /source
COPY requirements/build.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    /build/bin/pip install --disable-pip-version-check --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY services services
COPY shared shared
COPY spicerack spicerack
COPY deploy/k8s deploy/k8s
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

# The compiled kernel of the satellites service. A stage that the image asked for does not use is not built.
FROM ${BASE_IMAGE} AS native
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --option Acquire::Retries=3 --no-install-recommends \
        cmake g++ ninja-build \
        $(python3 -c 'import os, sysconfig; print("" if os.path.exists(sysconfig.get_path("include") + "/Python.h") else "python3-dev")') \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY requirements/native.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    python3 -m venv /build \
    && /build/bin/pip install --disable-pip-version-check --require-hashes -r requirements/native.txt
COPY native native
# In the environment of the build CMake finds the Python that the module is for, and nanobind.
RUN PATH="/build/bin:$PATH" /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels ./native

# Layers that images have in common are stored and sent once: what all services need, what some need, the code, and
# what one needs beside it (scripts/image-layer).
FROM ${BASE_IMAGE} AS common
COPY requirements/common.txt /requirements.txt
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    python3 -m venv --without-pip /opt/spicerack \
    && /build/bin/image-layer --require-hashes -r /requirements.txt

FROM ${BASE_IMAGE} AS runtime
# Volumes that are made new take the owner of these directories.
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/spicerack \
    && install -d -o 10001 -g 10001 -m 0755 /data/files
COPY --from=common /opt/spicerack /opt/spicerack
ENV PATH=/opt/spicerack/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    SPICERACK_HTTP_HOST=0.0.0.0 \
    SPICERACK_HTTP_PORT=8080 \
    SPICERACK_STATE=/var/lib/spicerack
EXPOSE 8080
STOPSIGNAL SIGTERM
# By the socket alone: an HTTP client takes three times as long to load, in every container, for ever.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-I", "-S", "-c", "import socket; link = socket.create_connection(('127.0.0.1', 8080), 4); link.sendall(b'GET /readyz HTTP/1.0\\r\\n\\r\\n'); raise SystemExit(b' 200 ' not in link.recv(64))"]
ENTRYPOINT ["spicerack", "serve"]

FROM runtime AS code
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=bind,from=wheel,source=/wheels,target=/wheels \
    /build/bin/image-layer --no-deps /wheels/*.whl

# What a site needs whose files lie at a store.
FROM runtime AS stores
COPY requirements/stores.txt /requirements.txt
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    /build/bin/image-layer --require-hashes -r /requirements.txt

FROM runtime AS with-stores
COPY --from=stores /own /opt/spicerack

# Arrays of numbers; with them tables of columns, and images.
FROM runtime AS arrays
COPY requirements/arrays.txt /requirements.txt
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    /build/bin/image-layer --require-hashes -r /requirements.txt

FROM runtime AS with-arrays
COPY --from=arrays /own /opt/spicerack

FROM with-arrays AS tables
COPY requirements/tables.txt /requirements.txt
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    /build/bin/image-layer --require-hashes -r /requirements.txt

FROM with-arrays AS fits
COPY requirements/fits.txt /requirements.txt
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    /build/bin/image-layer --require-hashes -r /requirements.txt

FROM with-stores AS manager
ENV SPICERACK_ROOT=/data/files
CMD ["manager"]

FROM runtime AS orchestrator
CMD ["orchestrator"]

FROM with-stores AS transfer
# The only part of the code that is not Python's.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --option Acquire::Retries=3 --no-install-recommends librsync2 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
ENV SPICERACK_ROOT=/data/files
CMD ["transfer"]

FROM with-stores AS gateway
ENV SPICERACK_ROOT=/data/files
CMD ["gateway"]

FROM with-arrays AS describer
COPY --from=fits /own /opt/spicerack
ENV SPICERACK_ROOT=/data/files
CMD ["describer"]

FROM with-arrays AS spice
COPY --from=tables /own /opt/spicerack
ENV SPICERACK_ROOT=/data/files
CMD ["spice"]

FROM with-arrays AS archive
COPY --from=tables /own /opt/spicerack
COPY --from=fits /own /opt/spicerack
CMD ["archive"]

FROM runtime AS workflow
CMD ["workflow"]

# What steps run comes on top: `FROM spicerack/runner`, your programs, and a file that SPICERACK_RUNNER_FILE names.
FROM with-stores AS runner
ENV SPICERACK_ROOT=/data/files
CMD ["runner"]

# Its providers stand in a file that SPICERACK_ACQUIRER_FILE names.
FROM with-stores AS acquirer
ENV SPICERACK_ROOT=/data/files
CMD ["acquirer"]

FROM with-arrays AS satellites
# There is no pip any more. A wheel without scripts is unpacked where it belongs (PEP 427), and then asked for.
RUN --mount=type=bind,from=native,source=/wheels,target=/wheels \
    python3 -m zipfile -e /wheels/*.whl "$(python3 -c 'import sysconfig; print(sysconfig.get_path("platlib"))')" \
    && python3 -c 'import spicerack_native'
# It keeps nothing: no state, no files.
ENV SPICERACK_STATE=/
CMD ["satellites"]

FROM ${SERVICE} AS environment
ARG SERVICE
COPY requirements/${SERVICE}.txt /requirements.txt
RUN --mount=type=bind,from=builder,source=/build,target=/build \
    --mount=type=cache,target=/root/.cache/pip \
    --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/run/secrets/certificates.crt \
    /build/bin/image-layer --require-hashes -r /requirements.txt

FROM ${SERVICE} AS image
COPY --from=environment /own /opt/spicerack
COPY --from=code /own /opt/spicerack
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="SpiceRack ${SERVICE}" \
      org.opencontainers.image.description="Keeps collections of science files the same at every site that holds them." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 10001:10001
