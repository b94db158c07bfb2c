using System.Text.Json;
using System.Text.Json.Nodes;
using Belay.Messages;

namespace Belay.Tests.Messages.Json;

/// <summary>What a process makes of documents that a newer or an older one wrote.</summary>
public sealed class ToleranceTests
{
    [Fact]
    public void Unknown_properties_are_passed_over_at_every_depth()
    {
        foreach (var (type, value) in Samples.Everything)
        {
            Same.Assert(value, Documents.Read(type, Newer(JsonNode.Parse(Documents.Write(type, value)))));
        }

        static byte[] Newer(JsonNode? node)
        {
            Add(node);
            return JsonSerializer.SerializeToUtf8Bytes(node);
        }

        static void Add(JsonNode? node)
        {
            switch (node)
            {
                case JsonArray list:
                    list.ToList().ForEach(Add);
                    break;
                case JsonObject map when node.Parent is not JsonObject || node.GetPropertyName() != "labels":
                    map.ToList().ForEach(pair => Add(pair.Value));
                    map.Insert(0, "from_the_future", new JsonObject { ["a"] = new JsonArray(1, null, "x") });
                    break;
            }
        }
    }

    [Fact]
    public void A_draft_with_the_required_alone_has_the_core_s_defaults()
    {
        var read = Documents.Read<Draft>("""
            {"id":"019df2a1-7c00-7000-8000-000000000001","organization":"acme","batch":"4611686018427387905","dialect":"telnyx",
             "from":"+18445550001","to":"+18665550001","text":"Hello"}
            """);
        Same.Assert(Drafts.Make(), read);
    }

    [Fact]
    public void A_message_with_the_required_alone_has_the_core_s_defaults()
    {
        var whole = Documents.Write(new Message { Draft = Drafts.Make(), ReceivedAt = Drafts.Start });
        var bare = new JsonObject { ["draft"] = whole["draft"]!.DeepClone(), ["received_at"] = "2026-05-04T12:00:00Z" };
        Same.Assert(new Message { Draft = Drafts.Make(), ReceivedAt = Drafts.Start }, Documents.Read<Message>(bare));
    }

    [Fact]
    public void A_query_with_the_required_alone_has_the_core_s_defaults() =>
        Same.Assert(new MessageQuery { Organization = Drafts.Organization }, Documents.Read<MessageQuery>("""{"organization":"acme"}"""));

    [Fact]
    public void Optional_fields_may_be_missing_elsewhere_too()
    {
        Same.Assert(WebhookTarget.None, Documents.Read<WebhookTarget>("""{"on":0}"""));
        Same.Assert(new Receipt(null, null, Delivered: true), Documents.Read<Receipt>("""{"delivered":true}"""));
        Same.Assert(new MessagePage([], null), Documents.Read<MessagePage>("""{"messages":[]}"""));
        Same.Assert(new CarrierAnswer.Later(), Documents.Read<CarrierAnswer>("""{"answer":"later"}"""));
        Assert.Equal(new Actor("engine"), Documents.Read<Actor>("""{"name":"engine"}"""));
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("received_at")]
    [InlineData("draft.id")]
    [InlineData("draft.organization")]
    [InlineData("draft.to")]
    [InlineData("draft.text")]
    [InlineData("timeline.status")]
    [InlineData("timeline.at")]
    [InlineData("timeline.version")]
    [InlineData("timeline.actor")]
    [InlineData("timeline.actor.name")]
    public void What_is_required_must_be_there_and_not_null(string path)
    {
        foreach (var isNull in new[] { false, true })
        {
            var document = Documents.Write(Situations.Scheduled());
            var at = document;
            var names = path.Split('.');
            foreach (var name in names[..^1])
            {
                at = (at[name] is JsonArray list ? list[0] : at[name])!.AsObject();
            }

            at.Remove(names[^1]);
            if (isNull)
            {
                at[names[^1]] = null;
            }

            Assert.ThrowsAny<JsonException>(() => Documents.Read<Message>(document));
        }
    }

    [Fact]
    public void What_is_derived_is_written_for_queries_and_never_read()
    {
        var message = Situations.Scheduled();
        var document = Documents.Write(message);
        Assert.Equal("2026-05-04T13:00:00.000000Z", (string?)document["due_at"]);
        Assert.Equal(message.Number, (long)document["number"]!);
        Assert.DoesNotContain(document, pair => pair.Key is "id" or "sent_at" or "delivered_at" or "canceled_at" or "completed_at");
        Assert.False(document["draft"]!.AsObject().ContainsKey("text_to_send"));

        document["due_at"] = "no time";
        document["number"] = "no number";
        Same.Assert(message, Documents.Read<Message>(document));
        document.Remove("due_at");
        document.Remove("number");
        Same.Assert(message, Documents.Read<Message>(document));
    }

    [Theory]
    [InlineData("\"teleported\"")]
    [InlineData("3")]
    [InlineData("\"3\"")]
    [InlineData("\"\"")]
    public void An_unknown_status_is_refused(string status) => Assert.ThrowsAny<JsonException>(() => Documents.Read<MessageStatus>(status));

    [Theory]
    [InlineData("""{"verdict":"forgotten"}""")]
    [InlineData("""{"verdict":7}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"verdict":"not_found"} x""")]
    [InlineData("""{"verdict":"not_found" """)]
    [InlineData("")]
    public void What_is_no_verdict_is_refused(string document) => Assert.ThrowsAny<JsonException>(() => Documents.Read<CancelVerdict>(document));

    [Theory]
    [InlineData("7")]
    [InlineData("\"\"")]
    [InlineData("\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("\"019df2a17c0070008000000000000001\"")]
    [InlineData("\"{019df2a1-7c00-7000-8000-000000000001}\"")]
    public void What_is_no_id_of_a_message_is_refused(string document) => Assert.ThrowsAny<JsonException>(() => Documents.Read<MessageId>(document));

    [Theory]
    [InlineData("7")]
    [InlineData("\"0\"")]
    [InlineData("\"-7\"")]
    [InlineData("\"9223372036854775808\"")]
    public void What_is_no_number_of_a_batch_is_refused(string document) => Assert.ThrowsAny<JsonException>(() => Documents.Read<BatchId>(document));

    /// <remarks>Exceptions are logged; names, numbers and texts are not.</remarks>
    [Fact]
    public void A_refusal_does_not_repeat_the_document()
    {
        foreach (var document in new[] { "\"+18665550001 secret\"", "{\"secret\":1}", "[\"secret\"]" })
        {
            foreach (var read in new Action[]
            {
                () => Documents.Read<OrganizationId>(document),
                () => Documents.Read<BatchId>(document),
                () => Documents.Read<Dialect>(document),
            })
            {
                Assert.DoesNotContain("secret", Assert.ThrowsAny<JsonException>(read).ToString(), StringComparison.Ordinal);
            }
        }
    }
}
