# Linted where it was written, and built there on a stand-in base with the same Python: no image registry could be reached. For the
# same reason the base is named by its patch release and not by a digest. Add one with
# `docker buildx imagetools inspect python:3.11.16-slim-bookworm`.

FROM python:3.11.16-slim-bookworm AS builder

WORKDIR /build
COPY requirements.txt .
# Installed from outside, so that the environment itself holds no pip.
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --require-hashes --requirement requirements.txt

WORKDIR /dayzero
COPY app app
# Compiled here because the user below may not write. By hash: the time stamps of copied files say nothing.
RUN python -m compileall -q --invalidation-mode unchecked-hash app


FROM python:3.11.16-slim-bookworm

ARG VERSION=unversioned
LABEL org.opencontainers.image.title="Day Zero API" \
      org.opencontainers.image.description="Autologous stem cell transplantation for multiple sclerosis, as data and as an HTTP API" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.base.name="docker.io/library/python:3.11.16-slim-bookworm"

COPY --from=builder /venv /venv
COPY --from=builder /dayzero /dayzero

ENV PATH="/venv/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DAYZERO_HOST=0.0.0.0 \
    DAYZERO_PORT=8000

WORKDIR /dayzero
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8000

# Past any proxy of the environment: the question never leaves the container.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import os; from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:' + os.environ['DAYZERO_PORT'] + '/health/live', timeout=2)"]

CMD ["python", "-m", "app"]
