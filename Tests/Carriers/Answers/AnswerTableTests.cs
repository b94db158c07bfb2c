using Belay.Carriers;

namespace Belay.Tests.Carriers.Answers;

/// <summary>What a status means, and that the documentation says the same.</summary>
public sealed class AnswerTableTests
{
    /// <summary>Written down a second time on purpose: a status that changes its meaning must be changed here too.</summary>
    private static readonly (AnswerMeaning Meaning, int[] Statuses)[] Expected =
    [
        (AnswerMeaning.Taken, [.. Enumerable.Range(200, 100)]),
        (AnswerMeaning.NotWorking, [401, 402, 403, 407, 440, 498, 511]),
        (AnswerMeaning.NotWorking, [.. Enumerable.Range(300, 100).Except([302, 303])]),
        (AnswerMeaning.NotWorking, [404, 405, 406, 410, 411, 414, 415, 417, 421, 426, 428, 431, 494, 495, 496, 497, 501, 505]),
        (AnswerMeaning.Later, [408, 420, 423, 425, 429, 503]),
        (AnswerMeaning.Refused, [400, 412, 413, 416, 418, 422, 424, 451, 490]),
        (AnswerMeaning.Unknown, [302, 303, 409, 460, 499, 500, 502, 504, 506, 520, 521, 522, 523, 524, 525, 526, 527, 530, 598, 599]),
        (AnswerMeaning.Unknown, [0, 100, 101, 102, 103, 199, 600, 999]),
    ];

    [Fact]
    public void P5_each_status_means_one_thing_and_only_a_definite_no_is_repeated() =>
        Assert.All(
            Expected.SelectMany(pair => pair.Statuses.Select(status => (status, pair.Meaning))),
            pair => Assert.Equal(pair.Meaning, AnswerTable.Http.Find(pair.status).Meaning));

    [Fact]
    public void P5_no_status_of_a_server_that_broke_is_taken_for_a_no() =>
        Assert.All(
            Enumerable.Range(500, 100).Except([501, 503, 505, 511]),
            status => Assert.Equal(AnswerMeaning.Unknown, AnswerTable.Http.Find(status).Meaning));

    [Fact]
    public void P5_a_redirect_that_may_stand_for_a_call_that_was_carried_out_is_not_taken_for_a_no() =>
        Assert.Equal([302, 303], Enumerable.Range(300, 100).Where(status => AnswerTable.Http.Find(status).Meaning != AnswerMeaning.NotWorking));

    [Fact]
    public void Every_failure_has_one_row() => Assert.Equal(Enum.GetValues<CarrierFailure>(), FailureRow.All.Select(row => row.Failure).Order());

    [Fact]
    public void P5_what_happens_after_the_message_left_is_unknown_and_before_it_never() =>
        Assert.All(FailureRow.All, row => Assert.Equal(
            row.Failure is CarrierFailure.NotAnsweredInTime or CarrierFailure.AnswerLost, row.Meaning == AnswerMeaning.Unknown));

    [Theory]
    [InlineData("http")]
    [InlineData("kannel")]
    [InlineData("failures")]
    public async Task The_documentation_shows_the_tables_as_they_are(string table)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "answers.md"), TestContext.Current.CancellationToken);

        var expected = table switch
        {
            "http" => AnswerTable.Markdown(AnswerTable.Http.Rows),
            "kannel" => AnswerTable.Markdown(KannelAnswer.Own),
            _ => FailureRow.Markdown(),
        };
        Assert.Contains(expected, page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
