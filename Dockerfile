# syntax=docker/dockerfile:1
# Two images: `chat`, every platform and the playground, without torch; `worker`, which runs the models. Data is in /data.
# TORCH_INDEX chooses the build of torch: https://pypi.org/simple is the one with CUDA.
ARG PYTHON=3.11.13-slim-bookworm

# Backprep in a virtual environment.
FROM python:${PYTHON} AS installed
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
COPY generators generators
RUN python -m venv /opt/backprep && /opt/backprep/bin/pip install .

# torch exports the embedding model, and the bank is embedded; only these files leave this stage.
FROM installed AS prepared
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN /opt/backprep/bin/pip install --index-url "${TORCH_INDEX}" torch==2.13.0 \
    && /opt/backprep/bin/pip install ".[torch]"
RUN BACKPREP_DATA=/prepared /opt/backprep/bin/backprep setup

# python -m generators, with everything that the models need.
FROM python:${PYTHON} AS worker
RUN useradd --system --uid 10001 --home-dir /data backprep \
    && install --directory --owner=backprep --mode=0700 /data
COPY --from=prepared /opt/backprep /opt/backprep
COPY --chmod=0755 .docker/working /usr/local/bin/
ENV PATH=/opt/backprep/bin:$PATH PYTHONDONTWRITEBYTECODE=1 BACKPREP_DATA=/data MPLCONFIGDIR=/tmp
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["working"]
ENTRYPOINT ["python", "-m", "generators"]

FROM python:${PYTHON} AS chat
RUN useradd --system --uid 10001 --home-dir /data backprep \
    && install --directory --owner=backprep --mode=0700 /data
COPY --from=installed /opt/backprep /opt/backprep
COPY --from=prepared --chown=backprep /prepared /opt/prepared
COPY --chmod=0755 .docker/start .docker/healthy /usr/local/bin/
ENV PATH=/opt/backprep/bin:$PATH PYTHONDONTWRITEBYTECODE=1 BACKPREP_DATA=/data BACKPREP_WORKERS=0 MPLCONFIGDIR=/tmp
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["healthy"]
ENTRYPOINT ["start"]
CMD ["run"]
