# The site in a container: small, not root, with a health check. `docker build -t switched-off .`
# docs/deploying.md says how to run it; compose.yaml puts PostgreSQL and nginx beside it.

FROM python:3.13-slim AS made
WORKDIR /srv/switched-off
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements-postgresql.txt ./
RUN python -m venv /srv/venv && /srv/venv/bin/pip install --require-hashes --requirement requirements-postgresql.txt
COPY manage.py gunicorn.conf.py ./
COPY optout_site optout_site
COPY guides guides
COPY locale locale
COPY templates templates
COPY static static
COPY icons icons
# Words are compiled, and files collected and compressed, once and here. The key signs nothing and stays in this layer.
RUN export HTTPS_ONLY=false SECRET_KEY=only-to-collect-files-0123456789abcdefghijklmnopqrstuvwxyzABCD && \
    /srv/venv/bin/python manage.py compile_words && /srv/venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --home-dir /srv/switched-off --shell /usr/sbin/nologin site
COPY --from=made /srv/venv /srv/venv
COPY --from=made --chown=root:root /srv/switched-off /srv/switched-off
WORKDIR /srv/switched-off
RUN install --directory --owner=site --group=site --mode=0700 data
ENV PATH=/srv/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 PORT=8000 DATABASE_URL=sqlite:////srv/switched-off/data/site.sqlite3
USER site
VOLUME /srv/switched-off/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as ask; ask.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gunicorn", "optout_site.wsgi"]
