# The image of api, worker and migration. Nothing is compiled and nothing is installed without a known hash.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/gesprekspunt
ENV PATH=/opt/gesprekspunt/bin:$PATH
WORKDIR /src
COPY requirements.lock ./
RUN pip install --require-hashes --only-binary=:all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY tenants tenants
COPY vault vault
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation . \
 && pip uninstall --yes setuptools pip

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Gesprekspunt" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"
RUN groupadd --gid 10001 gesprekspunt \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin gesprekspunt
COPY --from=build /opt/gesprekspunt /opt/gesprekspunt
# The root file system is read-only where this runs; /tmp is the one place to write.
ENV PATH=/opt/gesprekspunt/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /tmp
USER 10001:10001
EXPOSE 8000 9464
ENTRYPOINT ["gesprekspunt"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
