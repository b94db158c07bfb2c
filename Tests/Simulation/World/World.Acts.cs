namespace Belay.Tests.Simulation;

/// <content>What may happen next.</content>
internal sealed partial class World
{
    private void Act()
    {
        if (_life is not { } life)
        {
            if (Chance.Next(2) == 0)
            {
                // Mostly a start comes when the store is well again.
                _awayFor = Chance.Next(4) == 0 ? _awayFor : 0;
                StoreFull = StoreFull && Chance.Next(4) == 0;
                Start();
            }
            else
            {
                PassTime();
            }

            return;
        }

        switch (Chance.Next(1_000))
        {
            case < 170:
                life.Tasks.Start(() => Clients.CreateAsync(life));
                break;
            case < 220:
                life.Tasks.Start(() => Clients.CreateAgainAsync(life));
                break;
            case < 350:
                life.Tasks.Start(() => Clients.CancelAsync(life));
                break;
            case < 370:
                life.Tasks.Start(() => Clients.CancelBatchAsync(life));
                break;
            case < 380:
                life.Tasks.Start(() => Clients.ArchiveAsync(life));
                break;
            case < 450:
                life.Tasks.Start(() => Clients.ReadAsync(life));
                break;
            case < 480:
                life.Tasks.Start(() => Clients.ListAsync(life));
                break;
            case < 630:
                PassTime();
                break;
            case < 750 when Carrier.HasOpenCalls:
                Carrier.AnswerOne();
                break;
            case < 810 when Carrier.HasReceipts:
                life.Tasks.Start(() => Carrier.ReportOneAsync(life));
                break;
            case < 815:
                Carrier.ReportNonsense();
                break;
            case < 900:
                life.Tasks.Start(() => Receiver.RoundAsync(life));
                break;
            case < 925:
                Arm();
                break;
            case < 929:
                CrashNow(life);
                break;
            case < 937:
                _awayFor = Chance.Next(1, 8);
                break;
            case < 947:
                ChangeFullness();
                break;
            case < 961:
                SetClock();
                break;
            case < 980:
                Hit(Mark.WokenForNothing);
                life.Nudge();
                break;
            case < 992:
                CheckCalm(life);
                break;
            case < 996:
                StopInOrder(life);
                break;
            default:
                Settle();
                break;
        }
    }

    private void ChangeFullness()
    {
        StoreFull = !StoreFull;
        if (StoreFull)
        {
            Hit(Mark.StoreFull);
        }
    }

    /// <summary>
    /// To just before, at or just after some due time, or on by some seconds or minutes. Timers fire; what they wake runs when it is its turn.
    /// </summary>
    private void PassTime()
    {
        var now = Clock.GetUtcNow();
        var by = Chance.Next(10) switch
        {
            < 4 when Clients.SomeDueTime() is { } due && due > now => due - now + TimeSpan.FromMilliseconds(Chance.Next(-50, 51)),
            < 8 => TimeSpan.FromMilliseconds(Chance.Next(1, 3_000)),
            < 9 => TimeSpan.FromSeconds(Chance.Next(3, 40)),
            _ => TimeSpan.FromSeconds(Chance.Next(40, 400)),
        };
        if (by > TimeSpan.Zero)
        {
            Clock.Advance(by);
        }
    }
}
