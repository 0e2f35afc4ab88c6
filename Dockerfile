# The product as an image: the locked packages, the code, the collected static files, and no secret.
# It listens on 8000 behind a proxy. docker-compose.yml starts every process from it.

ARG PYTHON=3.11.14-slim-trixie

FROM python:${PYTHON} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/
# Every package is named in the lock with its hashes; nothing is built, nothing else is fetched.
RUN /opt/venv/bin/python -m pip install --require-hashes --no-deps --only-binary=:all: -r /tmp/requirements.lock

FROM python:${PYTHON} AS product
ENV PATH=/opt/venv/bin:$PATH \
    LEADWIZARD_BOOTSTRAP=0 \
    LEADWIZARD_STATE=/var/lib/leadwizard \
    PYTHONUNBUFFERED=1
# The number is fixed: volumes and folders of the host are given to it.
RUN groupadd --system --gid 10001 leadwizard \
    && useradd --system --uid 10001 --gid leadwizard --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin leadwizard \
    && install -d -m 0755 /var/lib/leadwizard \
    && install -d -m 0750 -o leadwizard -g leadwizard /var/lib/leadwizard/media
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Code and static files belong to root: what runs can read them and change nothing.
RUN chmod -R a+rX,go-w /app \
    && python -m compileall -q /app \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && chmod -R a+rX /var/lib/leadwizard/static
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
VOLUME ["/var/lib/leadwizard/media"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-m", "leadwizard.runtime.services", "web"]
CMD ["python", "-m", "granian", "leadwizard.wsgi:application", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--respawn-failed-workers", "--workers-kill-timeout", "5"]
