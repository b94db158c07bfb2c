# A silo of the cluster with the gateway in it; with Belay.Gateway.Api.dll as its argument in place of Belay.Silo.dll, the gateway alone. docs/cluster.md says
# how it is run.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish Silo/Silo.csproj --configuration Release --output /program -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# For the health check.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /program
COPY --from=build /program .
# The image listens where Belay's own setting says, not where its base image does.
ENV ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://0.0.0.0:8080
# 8080: HTTP. 11111: other silos. 30000: clients of the cluster.
EXPOSE 8080 11111 30000
# The base image's own user, which is not root.
USER $APP_UID
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "--max-time", "3", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["dotnet", "Belay.Silo.dll"]
