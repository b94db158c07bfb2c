using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Tests.Simulation;

/// <content>What goes wrong, and when.</content>
internal sealed partial class World
{
    /// <summary>
    /// SQLite's words for a store that cannot be used: an I/O error, no such file, a lock that somebody else holds, and a file that is none of its
    /// own.
    /// </summary>
    private static readonly int[] Away = [10, 14, 5, 26];

    private (StorePoint Point, bool Crash, int After)? _armed;
    private int _awayFor;

    /// <summary>Whether all faults are over for now.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>Whether the database may not grow.</summary>
    public bool StoreFull { get; private set; }

    /// <summary>Comes to a point of the work on the store: the fault that waits for it strikes.</summary>
    public void Strike(Life life, StorePoint point)
    {
        if (life.Ended)
        {
            throw new SqliteException("The process has ended.", Away[0]);
        }

        if (_awayFor > 0)
        {
            _awayFor--;
            Hit(Mark.StoreAway);
            throw new SqliteException("The store is away.", Away[Chance.Next(Away.Length)]);
        }

        if (_armed is not { } armed || armed.Point != point)
        {
            return;
        }

        if (armed.After > 0)
        {
            _armed = armed with { After = armed.After - 1 };
            return;
        }

        _armed = null;
        if (armed.Crash)
        {
            Hit(point switch { StorePoint.BeforeCommit =>
                Mark.CrashBeforeCommit, StorePoint.AfterCommit => Mark.CrashAfterCommit, _ => Mark.CrashInTransaction });
            Crash(life);
        }
        else
        {
            Hit(point == StorePoint.AfterCommit ? Mark.CommitFailsAndIsDurable : Mark.CommitFailsAndIsGone);
        }

        throw new SqliteException("A fault of the simulation.", Away[0]);
    }

    /// <summary>A read of the store: it fails while the store is away.</summary>
    public void StrikeRead(Life life)
    {
        if (_awayFor > 0 && !life.Ended)
        {
            _awayFor--;
            Hit(Mark.ReadFails);
            throw new StoreUnavailableException("The store is away.", TimeSpan.FromSeconds(1));
        }
    }

    private void Crash(Life life)
    {
        life.Ended = true;
        Disk.Cut(Bug.LosesSynced ? Chance.Next(1, 4) : 0);
    }

    private void CrashNow(Life life)
    {
        Hit(Mark.CrashBetweenSteps);
        Crash(life);
        Bury(life);
    }

    private void Arm()
    {
        var crash = Chance.Next(2) == 0;
        var point = crash ? (StorePoint)Chance.Next(4) : (StorePoint)Chance.Next(2, 4);
        _armed = (point, crash, Chance.Next(point == StorePoint.Write ? 12 : 4));
        Note(_armed);
    }

    private void SetClock()
    {
        var by = TimeSpan.FromMilliseconds(
            Chance.Next(3) switch { 0 => Chance.Next(1, 2_000), 1 => Chance.Next(2_000, 120_000), _ => Chance.Next(120_000, 3_600_000) });
        var back = Chance.Next(2) == 0;
        Clock.StepTo(Clock.GetUtcNow() + (back ? -by : by));
        Hit(back ? Mark.ClockBack : Mark.ClockForward);
    }

    private void Heal()
    {
        IsCalm = true;
        _armed = null;
        _awayFor = 0;
        StoreFull = false;
    }

    /// <summary>An orderly stop while no call is open: one that is open would be waited for in real time.</summary>
    private void StopInOrder(Life life)
    {
        Settle();
        if (_life != life || life.OpenCalls > 0)
        {
            return;
        }

        Hit(Mark.OrderlyRestart);
        var stopped = false;
        life.Tasks.Start(async () =>
        {
            await life.StopAsync();
            stopped = true;
        });
        Settle();
        if (_life != life)
        {
            return;
        }

        if (!stopped)
        {
            Break("defect", "engine", "it does not stop");
        }

        Disk.Cut(unsynced: 0);
        Bury(life);
    }

    /// <summary>Once nothing is wrong any more, a second later everything due is claimed, and no claim is without its call (I8).</summary>
    private void CheckCalm(Life life)
    {
        Heal();
        BeCalm(life);
        IsCalm = false;
    }

    private void BeCalm(Life life)
    {
        for (var second = 0; second < 3; second++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1_100));
            Settle();
        }

        if (_life != life || _broken.Count > 0)
        {
            return;
        }

        if (life.OpenCalls >= Options.DispatchConcurrency)
        {
            // A claim that was not heard of waits for a free call too, ahead of what came due after it.
            Hit(Mark.NoFreeCall);
            return;
        }

        if (life.View.Overdue(Clock.GetUtcNow()) is [var overdue, ..])
        {
            Break("I8", overdue.ToString(), "it is due, calls are free, nothing is wrong, and nobody claims it");
        }

        foreach (var claimed in life.View.Claimed().Where(claimed => !life.InFlight.Contains(claimed)))
        {
            Break("I8", claimed.ToString(), "it is claimed, nothing is wrong, and nobody calls the carrier");
        }
    }

    /// <summary>Ends all faults and lets the world go on until nothing is left to do.</summary>
    private void Drain()
    {
        Heal();
        Receiver.IsWell = true;
        Note("drain");
        var idle = 0;
        for (var round = 0; idle < 3 && round < 3_000 && _broken.Count == 0; round++)
        {
            if (_life is null)
            {
                Start();
            }

            if (_life is not { } life)
            {
                continue;
            }

            life.Tasks.Start(() => Receiver.RoundAsync(life));
            Settle();
            while (Carrier.HasOpenCalls || Carrier.HasReceipts)
            {
                if (Carrier.HasOpenCalls)
                {
                    Carrier.AnswerOne();
                }
                else
                {
                    life.Tasks.Start(() => Carrier.ReportOneAsync(life));
                }

                Settle();
            }

            // A second at least: an answer that could not be recorded is recorded again after that.
            var next = life.View.Next();
            idle = next is null ? idle + 1 : 0;
            var pause = (next ?? Clock.GetUtcNow()) - Clock.GetUtcNow() + TimeSpan.FromMilliseconds(Chance.Next(1, 5_000));
            Clock.Advance(pause > TimeSpan.FromSeconds(1) ? pause : TimeSpan.FromSeconds(1));
        }

        if (idle < 3 && _broken.Count == 0)
        {
            Break("I8", "engine", "there is always something left to do");
        }
    }
}
