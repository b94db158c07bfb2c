namespace Belay.Tests.Gateway.Api.CrossDialect;

public sealed class MatrixOverCluster(ClusterCross cross) : Matrix(cross), IClassFixture<ClusterCross>;

public sealed class ClusterCross() : Cross(EngineKind.Embedded);
