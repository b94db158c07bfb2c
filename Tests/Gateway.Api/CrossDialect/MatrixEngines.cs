namespace Belay.Tests.Gateway.Api.CrossDialect;

public sealed class MatrixOverInMemory(InMemoryCross cross) : Matrix(cross), IClassFixture<InMemoryCross>;

public sealed class MatrixOverEmbedded(EmbeddedCross cross) : Matrix(cross), IClassFixture<EmbeddedCross>;

public sealed class InMemoryCross() : Cross(EngineKind.InMemory);

public sealed class EmbeddedCross() : Cross(EngineKind.Embedded);
