using Belay.Messages;

namespace Belay.Tests.Messages;

/// <summary>P2, P3, P4, P5, P7: the decider does what <c>decisions.md</c> says, for every state and every command.</summary>
public sealed class MessageDeciderTests
{
    private static readonly Dictionary<string, Verdict> Words = new()
    {
        ["already"] = Verdict.AlreadyDone,
        ["too late"] = Verdict.TooLate,
        ["outside rule"] = Verdict.OutsideRule,
        ["not yet"] = Verdict.NotYet,
        ["not expected"] = Verdict.NotExpected,
    };

    public static TheoryData<string, string, string> Cells() =>
        new(DecisionTable.Cells.Select(cell => (cell.State, cell.Command, cell.Outcome)));

    [Fact]
    public void The_table_has_one_cell_for_each_state_and_each_command_and_no_other()
    {
        var wanted = Situations.All.Keys.SelectMany(_ => Orders.All.Keys, (state, command) => $"{state} x {command}");
        Assert.Equal(wanted.Order(), DecisionTable.Cells.Select(cell => $"{cell.State} x {cell.Command}").Order());
    }

    [Fact]
    public void Every_status_is_a_state_of_the_table() =>
        Assert.Equal(Enum.GetValues<MessageStatus>(), Situations.All.Values.Select(make => make().Status).Distinct().Order());

    [Fact]
    public void Every_command_and_every_carrier_answer_is_a_column_of_the_table()
    {
        var message = Situations.Sending();
        var commands = Orders.All.Values.Select(make => make(message).Command).ToArray();
        Assert.Equal(CasesOf(typeof(Command)), NamesOf(commands));
        Assert.Equal(CasesOf(typeof(CarrierAnswer)), NamesOf(commands.OfType<Command.RecordAnswer>().Select(record => record.Answer)));

        static IEnumerable<string> CasesOf(Type family) =>
            family.GetNestedTypes().Where(type => type.IsSubclassOf(family)).Select(type => type.Name).Order();
        static IEnumerable<string> NamesOf(IEnumerable<object> cases) => cases.Select(one => one.GetType().Name).Distinct().Order();
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_command_does_what_the_table_says(string state, string command, string outcome)
    {
        var message = Situations.All[state]();
        var order = Orders.All[command](message);
        var decision = MessageDecider.Decide(message, order.Command, order.At);
        Assert.Equal(outcome, OutcomeOf(decision));
        Check(message, order, decision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_clock_that_is_set_back_during_a_call_makes_no_retry_early(bool unknown)
    {
        var message = Situations.Sending();
        CarrierAnswer answer = unknown ? new CarrierAnswer.Unknown(Situations.Trouble) : new CarrierAnswer.Later(Error: Situations.Trouble);
        var waiting = message.Then(Situations.AnswerTo(message, answer), message.DueAt - TimeSpan.FromMinutes(30));
        Assert.Equal(message.DueAt, waiting.WakeAt);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void An_archived_message_answers_as_one_in_sight(string state, string command, string outcome)
    {
        var inSight = Situations.All[state]();
        var order = Orders.All[command](inSight);
        var message = inSight.Then(new Command.Archive(Drafts.Caller), inSight.LastAt());
        var decision = MessageDecider.Decide(message, order.Command, order.At);
        Assert.Equal(command == "archive" ? "already" : outcome, OutcomeOf(decision));
        Check(message, order, decision);
    }

    [Fact]
    public void Every_arrow_but_the_first_two_is_walked_by_some_cell()
    {
        var walked = Situations.All.Values.SelectMany(_ => Orders.All.Values, (state, order) => (Message: state(), Make: order))
            .SelectMany(pair => Walk(pair.Message, pair.Make(pair.Message)))
            .Where(arrow => arrow.Cause != StepCause.Archived);
        Assert.Equal(
            // What an operator drops is decided by HeldMessages, and tested there.
            Lifecycle.Transitions.Where(arrow => arrow.From is not null && arrow.Cause != StepCause.Dropped)
                .Select(arrow => arrow.ToString()).Order(),
            walked.Distinct().Select(arrow => arrow.ToString()).Order());

        static IEnumerable<Transition> Walk(Message message, Order order)
        {
            var from = message.Status;
            foreach (var step in MessageDecider.Decide(message, order.Command, order.At).Steps)
            {
                yield return new(from, step.Cause, step.Status);
                from = step.Status;
            }
        }
    }

    private static string OutcomeOf(Decision decision)
    {
        if (decision.Verdict != Verdict.Done)
        {
            return Words.Single(word => word.Value == decision.Verdict).Key;
        }

        var path = string.Concat(decision.Steps.Select(step => " → " + SnakeCase.Of(step.Status))).TrimStart();
        return decision.CallsCarrier ? path + ", call" : path;
    }

    /// <summary>What holds for every decision, whatever the cell says.</summary>
    private static void Check(Message before, Order order, Decision decision)
    {
        if (decision.Verdict != Verdict.Done)
        {
            Assert.Same(before, decision.Next);
            Assert.Empty(decision.Steps);
            return;
        }

        Assert.NotEmpty(decision.Steps);
        Assert.Equal([.. before.Timeline, .. decision.Steps], decision.Next.Timeline);
        Assert.Subset(Orders.CausesOf(order).ToHashSet(), decision.Steps.Select(step => step.Cause).ToHashSet());
        Assert.All(decision.Steps, step => Assert.Equal(order.At, step.At));
        Assert.All(decision.Steps, step => Assert.Equal(ActorOf(before, order.Command), step.Actor));
    }

    private static Actor ActorOf(Message message, Command command) => command switch
    {
        Command.Cancel cancel => cancel.Actor,
        Command.Archive archive => archive.Actor,
        Command.Wake => Actor.Engine,
        Command.RecordAnswer { Answer: CarrierAnswer.NotCalled } => Actor.Engine,
        Command.RecordAnswer => Actor.Carrier(message.LastCarrier!),
        _ => Actor.Carrier("test"),
    };
}
