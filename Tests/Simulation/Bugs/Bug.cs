using Belay.Engine;
using Belay.Messages;
using Belay.Storage.Sqlite;
using Belay.Storage.Sqlite.Writing;

namespace Belay.Tests.Simulation.Bugs;

/// <summary>A mistake that an engine like this one could hold, put around the real one. This one is none.</summary>
internal class Bug
{
    /// <summary>Whether the disk forgets commits that were answered: a store that does not sync.</summary>
    public virtual bool LosesSynced => false;

    public virtual WriteSession Open(World world, Life life, SqliteDatabase database) => new FaultySession(world, life, database.OpenForWriting());

    public virtual IMessageStore Around(World world, Life life, IMessageStore messages) => messages;

    public virtual IMessageActors Around(World world, Life life, IMessageActors actors) => actors;

    public virtual IClaimants Around(IClaimants claimants) => claimants;

    public virtual ICarrier Around(ICarrier carrier) => carrier;

    public virtual IMessageEngine Around(Life life) => life.Engine;
}
