using Belay.Engine.Embedded;
using Belay.Engine.Embedded.Sqlite;
using Belay.Engine.Embedded.Writing;
using Belay.Messages;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>A mistake that an engine like this one could hold, put around the real one. This one is none.</summary>
internal class Bug
{
    /// <summary>Whether the disk forgets commits that were answered: a store that does not sync.</summary>
    public virtual bool LosesSynced => false;

    public virtual WriteSession Open(World world, Life life, Database database) => new FaultySession(world, life, database.OpenForWriting());

    public virtual IDueWork Around(World world, Life life, IDueWork dispatcher) => dispatcher;

    public virtual ICarrier Around(ICarrier carrier) => carrier;

    public virtual IMessageEngine Around(EmbeddedEngine engine) => engine;
}
