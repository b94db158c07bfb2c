using Belay.Messages;

namespace Belay.Tests.Messages;

public sealed class DraftRulesTests
{
    private static readonly DraftRules Rules = new(PartsMax: 10, MediaMax: 2, UrlCharactersMax: 100);

    [Fact]
    public void A_sound_draft_has_no_fault_and_is_measured()
    {
        var (draft, faults) = Rules.Judge(Drafts.Make() with { Text = new string('Ж', 670) });

        Assert.Empty(faults);
        Assert.Equal((SmsEncoding.Ucs2, 10), (draft.Encoding, draft.Parts));
    }

    [Fact]
    public void Text_subject_tags_and_labels_are_brought_into_one_form()
    {
        var (draft, faults) = Rules.Judge(Drafts.Make() with
        {
            Text = "cafe\u0301",
            Subject = "Re\u0301servation",
            Tags = [" vip ", "vip", "\u00A0cafe\u0301"],
            Labels = new Dictionary<string, string> { ["event"] = " e\u0301 ", ["trace"] = "  " },
        });

        Assert.Empty(faults);
        Assert.Equal(("café", "Réservation"), (draft.Text, draft.Subject));
        Assert.Equal(["vip", "café"], draft.Tags);
        Assert.Equal("é", Assert.Single(draft.Labels).Value);
        Assert.Equal((SmsEncoding.Gsm7, 1), (draft.Encoding, draft.Parts));
    }

    public static TheoryData<string, Draft, DraftProblem, int> Wrong { get; } = new()
    {
        { "blank", Drafts.Make() with { Text = " \u200B" }, DraftProblem.TextEmpty, 0 },
        { "unstorable", Drafts.Make() with { Text = "a\0" }, DraftProblem.TextNotStorable, 0 },
        { "parts", Drafts.Make() with { Text = new string('a', 1_531) }, DraftProblem.PartsTooMany, 10 },
        { "voice", Drafts.Make() with { Text = new string('a', 1_531), Channel = Channel.Voice }, DraftProblem.TextTooLong, 1_530 },
        { "media", Drafts.Make() with { Text = new string('a', 10_001), Channel = Channel.Mms, Media = ["https://a.example/"] },
            DraftProblem.TextTooLong, 10_000 },
        { "user", Drafts.Make() with { Text = new string('a', 10_001), Channel = Channel.User }, DraftProblem.TextTooLong, 10_000 },
        { "subject", Drafts.Make() with { Subject = new string('s', 257) }, DraftProblem.SubjectWrong, 256 },
        { "subject's control", Drafts.Make() with { Subject = "a\nb" }, DraftProblem.SubjectWrong, 256 },
        { "too many media", Drafts.Make() with { Media = ["https://a.example/", "https://a.example/", "https://a.example/"] },
            DraftProblem.MediaTooMany, 2 },
        { "media address", Drafts.Make() with { Media = ["https://a.example/", "ftp://a.example/"] }, DraftProblem.MediaAddressWrong, 100 },
        { "long address", Drafts.Make() with { Media = ["https://a.example/" + new string('a', 100)] }, DraftProblem.MediaAddressWrong, 100 },
        { "webhook", Drafts.Make() with { Webhook = new(MessageStatuses.All, "https://a:b@a.example/") }, DraftProblem.WebhookAddressWrong, 100 },
        { "other webhook", Drafts.Make() with { Webhook = new(MessageStatuses.All, null, "nowhere") }, DraftProblem.WebhookAddressWrong, 100 },
        { "tags", Drafts.Make() with { Tags = [.. Enumerable.Range(0, 21).Select(n => $"t{n}")] }, DraftProblem.TagsTooMany, 20 },
        { "blank tag", Drafts.Make() with { Tags = ["a", "\u00A0"] }, DraftProblem.TagWrong, 64 },
        { "long tag", Drafts.Make() with { Tags = [new string('t', 65)] }, DraftProblem.TagWrong, 64 },
        { "unstorable label", Drafts.Make() with { Labels = new Dictionary<string, string> { ["a"] = "b\0" } }, DraftProblem.NotStorable, 0 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_breaks_a_rule_is_named_with_its_limit(string name, Draft draft, DraftProblem problem, int max)
    {
        var fault = Assert.Single(Rules.Judge(draft).Faults);

        Assert.True((problem, max) == (fault.Problem, fault.Max), $"{name}: {fault}");
    }

    [Fact]
    public void A_text_of_blanks_may_stand_beside_media() =>
        Assert.Empty(Rules.Judge(Drafts.Make() with { Text = " ", Channel = Channel.Mms, Media = ["https://a.example/"] }).Faults);

    [Fact]
    public void A_wish_for_GSM_7_is_kept_or_refused()
    {
        Assert.Equal(
            DraftProblem.TextNotGsm7, Assert.Single(Rules.Judge(Drafts.Make() with { Text = "Ж" }, new(SmsEncodingChoice.Gsm7)).Faults).Problem);
        Assert.Empty(Rules.Judge(Drafts.Make() with { Text = "e\u0301" }, new(SmsEncodingChoice.Gsm7)).Faults);
        Assert.True(Rules.Judge(Drafts.Make() with { Text = "“Hi”" }, new(Smart: true)).Draft.SmartEncoded);
    }
}
